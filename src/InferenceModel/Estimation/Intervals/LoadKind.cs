namespace InferenceModel.Estimation.Intervals;

/// <summary>How requests came when errors were measured.</summary>
public enum LoadKind
{
    /// <summary>So many requests are kept in flight.</summary>
    Closed,

    /// <summary>Requests arrive at random at a rate.</summary>
    Open,

    /// <summary>One batch that starts and ends together.</summary>
    Batch,

    /// <summary>All requests wait from the start; the engine fills itself.</summary>
    Full,

    /// <summary>So many requests are kept in flight on machines that compute prompts and machines that decode.</summary>
    Pools,
}
