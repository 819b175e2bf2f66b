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

    /// <summary>How a message passes through the tier; null where the constants of its links hold as they are.</summary>
    public Crossing? Crossing { get; init; }

    /// <summary>One-way latency beyond that of one tier of switches over copper in a rack, which constants of scale-up links contain.</summary>
    public Seconds ExtraCrossing => Crossing is { } crossing ? crossing.BeyondOneRack : Seconds.Zero;

    /// <summary>Whether it is a network between nodes, entered through ports of its own.</summary>
    public bool IsNetwork => Link.Kind is LinkKind.Infiniband or LinkKind.Roce;

    /// <summary>Whether this tier is more of the wire of a nearer one: no slower network begins here.</summary>
    /// <param name="near">The nearer tier.</param>
    public bool Extends(FabricTier near) => Link.Kind == near.Link.Kind && !IsNetwork;

    /// <summary>Bandwidth large collectives reach.</summary>
    public BytesPerSecond EffectiveBandwidth => Bandwidth * Efficiency;

    /// <summary>The tier with every guess at one end of its band.</summary>
    /// <param name="outlook">Which end.</param>
    public FabricTier Under(Outlook outlook) => this with { Link = Link.Under(outlook), Crossing = Crossing?.Under(outlook) };
}
