namespace InferenceModel.Interconnect;

/// <summary>What lies between two accelerators on PCI Express; bandwidth falls from one class to the next.</summary>
public enum PathClass
{
    /// <summary>One switch.</summary>
    SameSwitch,

    /// <summary>One root complex.</summary>
    SameRoot,

    /// <summary>Two sockets, peer to peer.</summary>
    CrossSocket,

    /// <summary>A copy through the memory of the host.</summary>
    ThroughHost,
}
