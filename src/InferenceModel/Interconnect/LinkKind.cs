namespace InferenceModel.Interconnect;

/// <summary>The families of wires.</summary>
public enum LinkKind
{
    /// <summary>NVLink between accelerators.</summary>
    Nvlink,

    /// <summary>NVLink chip-to-chip between processor and accelerator.</summary>
    NvlinkC2c,

    /// <summary>PCI Express.</summary>
    Pcie,

    /// <summary>AMD Infinity Fabric.</summary>
    InfinityFabric,

    /// <summary>InfiniBand.</summary>
    Infiniband,

    /// <summary>RDMA over Ethernet.</summary>
    Roce,

    /// <summary>TPU inter-chip interconnect.</summary>
    Ici,

    /// <summary>Memory that processes of one machine share.</summary>
    SharedMemory,
}
