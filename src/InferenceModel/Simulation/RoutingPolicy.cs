namespace InferenceModel.Simulation;

/// <summary>Which replica a request goes to.</summary>
public enum RoutingPolicy
{
    /// <summary>One after the other.</summary>
    RoundRobin,

    /// <summary>The one with the fewest requests.</summary>
    LeastLoaded,

    /// <summary>The less loaded of two drawn by chance.</summary>
    PowerOfTwo,

    /// <summary>The one that has computed most of the prompt before, by its history, unless it is much busier than others.</summary>
    PrefixAware,

    /// <summary>The one with the least work to do for it: prompt tokens not in its cache, those waiting, and blocks in use.</summary>
    KvAware,
}
