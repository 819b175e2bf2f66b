using InferenceModel.Workloads;

namespace InferenceModel.Simulation;

/// <summary>What the simulator remembers of a request in flight. Times are nanoseconds. The default value is an unused slot.</summary>
internal struct RequestState
{
    /// <summary>As the client sent it.</summary>
    public RequestSpec Spec;

    /// <summary>Its number, in the order of sending.</summary>
    public long Id;

    /// <summary>When the scheduler first saw it.</summary>
    public long DeliveredAt;

    /// <summary>When it was first admitted; -1 before.</summary>
    public long AdmittedAt;

    /// <summary>When its first token came; -1 before.</summary>
    public long FirstTokenAt;

    /// <summary>When its last token so far came.</summary>
    public long LastTokenAt;

    /// <summary>Order of admission among all; larger is later.</summary>
    public long Ticket;

    /// <summary>Prompt tokens in the cache.</summary>
    public int Computed;

    /// <summary>Tokens to compute before the next token comes: the prompt, and after a preemption the answer so far.</summary>
    public int Target;

    /// <summary>Answer tokens so far.</summary>
    public int Generated;

    /// <summary>Answer tokens this machine makes; a prefill machine makes one.</summary>
    public int Output;

    /// <summary>Prompt tokens taken from the prefix cache, first admission.</summary>
    public int Cached;

    /// <summary>Blocks of its own.</summary>
    public int Blocks;

    /// <summary>Prefix blocks it holds together with others.</summary>
    public int Shared;

    /// <summary>Decode step of its lane at which it joined.</summary>
    public long JoinStep;

    /// <summary>Decode step of its lane at which it ends.</summary>
    public long FinishStep;

    /// <summary>Context when it joined, in tokens.</summary>
    public int JoinContext;

    /// <summary>Answer tokens when it joined.</summary>
    public int JoinGenerated;

    /// <summary>Tokens a step adds, in fixed point.</summary>
    public long Growth;

    /// <summary>Where it stands among the residues of its lane's decoding sequences.</summary>
    public int Residue;

    /// <summary>Neighbours in the queue or among the running.</summary>
    public int Previous;

    /// <summary>Neighbours in the queue or among the running.</summary>
    public int Next;

    /// <summary>Replica it is on.</summary>
    public int Replica;

    /// <summary>Lane of the replica.</summary>
    public int Lane;

    /// <summary>Replica its cache is on the way to.</summary>
    public int TransferTo;

    /// <summary>Times it was preempted.</summary>
    public int Preemptions;

    /// <summary>Times it was sent again after a failure.</summary>
    public int Retries;

    /// <summary>Prefix blocks that a memory behind has brought back.</summary>
    public int LoadedBlocks;

    /// <summary>When they will all be here.</summary>
    public long ReadyAt;

    /// <summary>Whether it is among the sequences that decode.</summary>
    public bool Decodes;

    /// <summary>Whether memories behind have been asked.</summary>
    public bool AskedTiers;

    /// <summary>Whether its cache has been computed elsewhere and only room is wanted.</summary>
    public bool ArrivesComputed;

    /// <summary>Whether its first token counts from here, where its cache has been computed elsewhere.</summary>
    public bool OwesFirstToken;
}
