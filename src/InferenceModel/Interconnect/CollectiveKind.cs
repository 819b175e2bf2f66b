namespace InferenceModel.Interconnect;

/// <summary>What a group of ranks does together.</summary>
public enum CollectiveKind
{
    /// <summary>Every rank ends with the sum of all buffers.</summary>
    AllReduce,

    /// <summary>Every rank ends with all buffers.</summary>
    AllGather,

    /// <summary>Every rank ends with its share of the sum.</summary>
    ReduceScatter,

    /// <summary>Every rank sends a different part to every other (expert dispatch and combine).</summary>
    AllToAll,

    /// <summary>One rank sends to the next (pipeline stages).</summary>
    SendReceive,
}
