namespace InferenceModel.Costs;

/// <summary>How the parts of a time make the whole.</summary>
public enum CompositionRule
{
    /// <summary>It has no parts.</summary>
    Leaf,

    /// <summary>One after another.</summary>
    Sum,

    /// <summary>One after another, several times over.</summary>
    Repeat,

    /// <summary>Side by side: the longest counts.</summary>
    Max,
}
