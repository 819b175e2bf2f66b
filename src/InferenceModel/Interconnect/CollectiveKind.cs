namespace InferenceModel.Interconnect;

/// <summary>What a group of ranks does together. The comment on each says which bytes are counted.</summary>
public enum CollectiveKind
{
    /// <summary>Every rank ends with the sum of all buffers; the buffer of one rank.</summary>
    AllReduce,

    /// <summary>Every rank ends with all buffers; the whole buffer.</summary>
    AllGather,

    /// <summary>Every rank ends with its share of the sum; the whole buffer.</summary>
    ReduceScatter,

    /// <summary>Every rank sends a different part to every other; what one rank holds for all, itself included.</summary>
    AllToAll,

    /// <summary>All ranks end with the buffer of one; that buffer.</summary>
    Broadcast,

    /// <summary>One rank sends to the next (pipeline stages); the message.</summary>
    SendReceive,

    /// <summary>Ranks agree on who sends which tokens where before a dispatch; the bytes of that dispatch.</summary>
    ExpertPrepare,

    /// <summary>Tokens travel to their experts; what one rank sends.</summary>
    ExpertDispatch,

    /// <summary>Results of experts travel back; what one rank receives.</summary>
    ExpertCombine,

    /// <summary>The same with results compressed for the way; what one rank receives.</summary>
    ExpertCombineCompressed,

    /// <summary>A cache moves from a prefill worker to a decode worker; the whole cache of a request over all ranks of a worker.</summary>
    KvTransfer,
}
