using InferenceModel.Units;

namespace InferenceModel.Interconnect;

/// <summary>One level of a fabric: the link that joins accelerators up to a number, faster than the level above.</summary>
/// <param name="Name">The name people use.</param>
/// <param name="Link">The wire.</param>
/// <param name="Accelerators">Accelerators within one such domain.</param>
/// <param name="Topology">How they are joined.</param>
/// <param name="ReducesInSwitch">Whether switches add up what passes through them (NVLink SHARP).</param>
/// <param name="Path">For PCI Express: the class of path a collective crosses.</param>
/// <param name="Oversubscription">Bandwidth of the ports over that of the wires above them; 1 is none.</param>
public sealed record FabricTier(
    string Name,
    Link Link,
    int Accelerators,
    TierTopology Topology,
    bool ReducesInSwitch,
    PathClass? Path,
    double Oversubscription)
{
    /// <summary>Share of nominal bandwidth large collectives reach here.</summary>
    public double Efficiency => Path is { } path && Link.Paths.TryGetValue(path, out var share) ? share.Value : Link.Efficiency.Value;

    /// <summary>Nominal bandwidth of one accelerator, one direction, after oversubscription.</summary>
    public BytesPerSecond Bandwidth => Link.Bandwidth.Value / Oversubscription;

    /// <summary>Bandwidth large collectives reach.</summary>
    public BytesPerSecond EffectiveBandwidth => Bandwidth * Efficiency;
}
