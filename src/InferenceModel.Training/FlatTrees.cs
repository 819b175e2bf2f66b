namespace InferenceModel.Training;

/// <summary>The nodes and leaves of all trees of an ensemble in one row each, as a TreeEnsemble node stores them.</summary>
internal sealed class FlatTrees
{
    private FlatTrees()
    {
    }

    /// <summary>The feature each node looks at.</summary>
    public List<int> Features { get; } = [];

    /// <summary>A row takes the true branch where its feature is at most this.</summary>
    public List<float> Thresholds { get; } = [];

    /// <summary>Node or leaf of the true branch.</summary>
    public List<int> TrueChildren { get; } = [];

    /// <summary>Node or leaf of the false branch.</summary>
    public List<int> FalseChildren { get; } = [];

    /// <summary>1 where the true branch ends in a leaf.</summary>
    public List<int> IsTrueLeaf { get; } = [];

    /// <summary>1 where the false branch ends in a leaf.</summary>
    public List<int> IsFalseLeaf { get; } = [];

    /// <summary>Values of the leaves.</summary>
    public List<float> LeafValues { get; } = [];

    /// <summary>First node of each tree.</summary>
    public List<int> Roots { get; } = [];

    /// <summary>Lays trees out.</summary>
    /// <param name="ensemble">The trees.</param>
    public static FlatTrees Of(TreeEnsemble ensemble)
    {
        var flat = new FlatTrees();
        foreach (var tree in ensemble.Trees)
        {
            flat.Add(tree);
        }

        return flat;
    }

    private void Add(Tree tree)
    {
        var (firstNode, firstLeaf) = (Features.Count, LeafValues.Count);
        Roots.Add(firstNode);
        LeafValues.AddRange(tree.Leaves);
        if (tree.Features.IsEmpty)
        {
            // A tree without a split: both branches of an idle one end in its leaf.
            Put(0, 0, ~0, ~0, firstNode, firstLeaf);
            return;
        }

        for (var i = 0; i < tree.Features.Length; i++)
        {
            Put(tree.Features[i], tree.Thresholds[i], tree.Left[i], tree.Right[i], firstNode, firstLeaf);
        }
    }

    private void Put(int feature, float threshold, int left, int right, int firstNode, int firstLeaf)
    {
        Features.Add(feature);
        Thresholds.Add(threshold);
        IsTrueLeaf.Add(left < 0 ? 1 : 0);
        IsFalseLeaf.Add(right < 0 ? 1 : 0);
        TrueChildren.Add(left < 0 ? firstLeaf + ~left : firstNode + left);
        FalseChildren.Add(right < 0 ? firstLeaf + ~right : firstNode + right);
    }
}
