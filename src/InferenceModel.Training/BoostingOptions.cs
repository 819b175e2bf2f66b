using System.Globalization;

namespace InferenceModel.Training;

/// <summary>How a boosted ensemble of trees is grown.</summary>
/// <param name="Trees">Trees.</param>
/// <param name="Leaves">Leaves of a tree.</param>
/// <param name="LearningRate">Share of a tree's step that is taken.</param>
/// <param name="LeastInLeaf">Rows a leaf has at least.</param>
/// <param name="Seed">Seed of column and row samples.</param>
/// <param name="Threads">Threads; results do not depend on them.</param>
public sealed record BoostingOptions(int Trees, int Leaves, double LearningRate, int LeastInLeaf, int Seed, int Threads)
{
    /// <summary>What is made small: <c>regression</c> squares, <c>regression_l1</c> absolute values, <c>huber</c> between.</summary>
    public string Objective { get; init; } = "huber alpha=0.1";

    /// <summary>The parameters as LightGBM reads them.</summary>
    internal string Text => string.Create(
        CultureInfo.InvariantCulture,
        $"objective={Objective} boosting=gbdt num_leaves={Leaves} learning_rate={LearningRate} min_data_in_leaf={LeastInLeaf} max_bin=255 feature_fraction=0.7 bagging_fraction=0.8 bagging_freq=1 lambda_l2=1 seed={Seed} deterministic=true force_row_wise=true num_threads={Threads} verbosity=-1");
}
