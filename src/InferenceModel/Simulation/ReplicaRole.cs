namespace InferenceModel.Simulation;

/// <summary>What a replica does for a request.</summary>
public enum ReplicaRole
{
    /// <summary>Everything.</summary>
    Whole,

    /// <summary>Computes the prompt and the first token.</summary>
    Prefill,

    /// <summary>Makes the rest of the answer.</summary>
    Decode,
}
