namespace InferenceModel.Interconnect;

/// <summary>How a tier joins its accelerators.</summary>
public enum TierTopology
{
    /// <summary>Every accelerator reaches every other at full bandwidth through switches.</summary>
    Switch,

    /// <summary>Direct links between all or some pairs.</summary>
    Mesh,

    /// <summary>Direct links to neighbours, wrapped around.</summary>
    Torus,

    /// <summary>Layers of switches, perhaps oversubscribed.</summary>
    FatTree,

    /// <summary>A tree of PCI Express switches and root complexes.</summary>
    PcieTree,
}
