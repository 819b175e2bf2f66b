namespace InferenceModel.Interconnect;

/// <summary>Whose kernels carry the collectives.</summary>
public enum CollectiveLibrary
{
    /// <summary>NCCL or its kin only.</summary>
    Nccl,

    /// <summary>An engine's own all-reduce kernels where they are quicker, captured in a graph.</summary>
    Custom,
}
