namespace InferenceModel.Interconnect;

/// <summary>How many copies of a token travel to its experts.</summary>
public enum CopyRule
{
    /// <summary>One to each other rank that holds any of them.</summary>
    PerRank,

    /// <summary>One for each expert, wherever it is.</summary>
    PerExpert,

    /// <summary>One to each other node that holds any of them; copies within the node follow over its own wires.</summary>
    PerNode,
}
