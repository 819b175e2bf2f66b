namespace InferenceModel.Costs;

/// <summary>What limits a piece of work.</summary>
public enum Bound
{
    /// <summary>The rate of the matrix units.</summary>
    Compute,

    /// <summary>The bandwidth of memory.</summary>
    Memory,

    /// <summary>The bandwidth of a link.</summary>
    LinkBandwidth,

    /// <summary>The latency of a link.</summary>
    LinkLatency,

    /// <summary>Kernel launches and the host.</summary>
    Overhead,
}
