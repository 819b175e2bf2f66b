namespace InferenceModel.Estimation;

/// <summary>What limits a deployment under a load.</summary>
public enum LimitingFactor
{
    /// <summary>Nothing was estimated.</summary>
    None,

    /// <summary>The rate of the matrix units.</summary>
    Compute,

    /// <summary>The bandwidth of memory.</summary>
    MemoryBandwidth,

    /// <summary>The bandwidth of a link.</summary>
    LinkBandwidth,

    /// <summary>The latency of a link.</summary>
    LinkLatency,

    /// <summary>Launches and the host.</summary>
    Overhead,

    /// <summary>Waiting for the prompts of others.</summary>
    Queueing,

    /// <summary>Room for caches.</summary>
    KvCapacity,

    /// <summary>The number of sequences the engine runs at once.</summary>
    MaximumSequences,

    /// <summary>Memory for weights.</summary>
    WeightMemory,
}
