namespace InferenceModel.Training;

/// <summary>How a calibration runs.</summary>
/// <param name="RowsPerTable">Rows sampled of each table at most.</param>
/// <param name="Seed">Chooses them and seeds the trainer.</param>
/// <param name="Trees">Trees where trees are averaged with the network.</param>
/// <param name="Leaves">Leaves of a tree.</param>
/// <param name="Title">Title of the measurements, kept as the source of every constant.</param>
/// <param name="Date">Date of the measurements.</param>
public sealed record CalibrationOptions(int RowsPerTable, int Seed, int Trees, int Leaves, string Title, string Date)
{
    /// <summary>Most steps a network is trained.</summary>
    public int MostSteps { get; init; } = 14000;

    /// <summary>How a network is trained on a number of rows: some sixty times over all of them, within bounds.</summary>
    /// <param name="rows">Rows.</param>
    internal NetworkOptions Network(int rows)
    {
        const int Batch = 256;
        const int Passes = 60;
        const int LeastSteps = 3000;
        var steps = Math.Min(MostSteps, Math.Max(LeastSteps, (int)((long)rows * Passes / Batch)));
        return new NetworkOptions(Width: 128, HiddenLayers: 3, steps, Batch, LearningRate: 3e-3, Decay: 0.02, Rounding: 0.03, Seed);
    }
}
