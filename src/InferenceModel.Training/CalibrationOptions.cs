namespace InferenceModel.Training;

/// <summary>How a calibration runs.</summary>
/// <param name="RowsPerTable">Rows sampled of each table at most.</param>
/// <param name="Seed">Chooses them and seeds the trainer.</param>
/// <param name="Trees">Trees of a correction.</param>
/// <param name="Leaves">Leaves of a tree.</param>
/// <param name="Title">Title of the measurements, kept as the source of every constant.</param>
/// <param name="Date">Date of the measurements.</param>
public sealed record CalibrationOptions(int RowsPerTable, int Seed, int Trees, int Leaves, string Title, string Date)
{
    /// <summary>How trees are grown under these options.</summary>
    public BoostingOptions Boosting => new(Trees, Leaves, LearningRate: 0.12, LeastInLeaf: 20, Seed, Threads: 1);
}
