namespace InferenceModel.Training;

/// <summary>What was learned of a part of a family: a smooth network, and trees beside it where the two are averaged.</summary>
/// <param name="Network">The network.</param>
/// <param name="NetworkShare">Share of the network's answer; the rest is that of the trees.</param>
/// <param name="Trees">The trees; null where the share is 1.</param>
internal sealed record TrainedCorrection(SmoothNetwork Network, double NetworkShare, TreeEnsemble? Trees)
{
    private const int TreeLeastInLeaf = 20;

    /// <summary>
    /// Tables of routed experts hold a few dozen model shapes and a held-out one is far from all others: trees, which stay flat beyond what they saw,
    /// steady the network there. Elsewhere shapes lie between others and the network alone is best.
    /// </summary>
    private const double ShareOfExperts = 0.4;

    /// <summary>The answers for rows.</summary>
    /// <param name="rows">Inputs, row after row.</param>
    public float[] Values(float[] rows)
    {
        var columns = Network.Scaling.Columns;
        var answers = Network.Values(rows);
        return Trees is null
            ? answers
            : [.. answers.Select((answer, i) => (float)((NetworkShare * answer) + ((1 - NetworkShare) * Trees.Value(rows.AsSpan(i * columns, columns)))))];
    }

    /// <summary>Learns from rows.</summary>
    /// <param name="family">Id of the family.</param>
    /// <param name="inputs">Inputs, row after row.</param>
    /// <param name="columns">Numbers of a row.</param>
    /// <param name="targets">Logarithms of measured over physics.</param>
    /// <param name="options">How to learn.</param>
    /// <param name="progress">Told of each hundredth of the network's steps, or null.</param>
    public static TrainedCorrection Learn(string family, float[] inputs, int columns, float[] targets, CalibrationOptions options, Action? progress)
    {
        var network = NetworkTraining.Train(inputs, columns, targets, options.Network(targets.Length), progress);
        if (family != "moe")
        {
            return new TrainedCorrection(network, 1, null);
        }

        var boosting = new BoostingOptions(options.Trees, options.Leaves, LearningRate: 0.12, TreeLeastInLeaf, options.Seed, Threads: 1);
        var weights = new float[targets.Length];
        Array.Fill(weights, 1);
        return new TrainedCorrection(network, ShareOfExperts, GradientBoosting.Train(inputs, columns, targets, weights, boosting));
    }
}
