namespace InferenceModel.Interconnect;

/// <summary>How kernels reach the device.</summary>
public enum LaunchMode
{
    /// <summary>Replayed from a captured graph.</summary>
    Graph,

    /// <summary>Launched one by one from the host.</summary>
    Eager,
}
