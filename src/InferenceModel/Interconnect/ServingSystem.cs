using InferenceModel.Hardware;
using InferenceModel.Units;

namespace InferenceModel.Interconnect;

/// <summary>A kind of machine: an accelerator, how many stand in a node, and the wires between them.</summary>
/// <param name="Id">The name scenarios use.</param>
/// <param name="Name">The name people use.</param>
/// <param name="Maturity">Whether it can be bought.</param>
/// <param name="Accelerator">The chip.</param>
/// <param name="AcceleratorsPerNode">Chips that share a host.</param>
/// <param name="HostLink">The wire to the host's memory.</param>
/// <param name="Fabric">The wires between accelerators.</param>
/// <param name="ProvisionedPower">Power of everything around one accelerator, it included; null where not known.</param>
public sealed record ServingSystem(
    string Id,
    string Name,
    Maturity Maturity,
    Accelerator Accelerator,
    int AcceleratorsPerNode,
    Link HostLink,
    Fabric Fabric,
    Figure<Watts>? ProvisionedPower)
{
    /// <summary>
    /// The chip of the workers that compute prompts, where it is another than that of those that decode; both stand on the same
    /// fabric. Null where there is one kind of chip.
    /// </summary>
    public Accelerator? PrefillAccelerator { get; init; }

    /// <summary>The machine as workers that compute prompts see it.</summary>
    public ServingSystem ForPrefill => PrefillAccelerator is { } chip ? this with { Accelerator = chip, PrefillAccelerator = null } : this;

    /// <summary>The machine as workers that decode see it.</summary>
    public ServingSystem ForDecode => this with { PrefillAccelerator = null };

    /// <summary>The wire to the host as a tier of two ranks: the accelerator and the memory of its host.</summary>
    public FabricTier HostTier => new(
        $"host link ({HostLink.Id})", HostLink, 2, TierTopology.Mesh, false, HostLink.Kind == LinkKind.Pcie ? PathClass.SameSwitch : null, 1);

    /// <summary>The same machine with another link in its nearest tier: what a wire is worth.</summary>
    /// <param name="link">The link.</param>
    public ServingSystem WithScaleUpLink(Link link) => this with
    {
        Fabric = new Fabric([Fabric.Tiers[0] with { Link = link, Path = PathOf(link), ReducesInSwitch = Fabric.Tiers[0].ReducesInSwitch && link.Kind == LinkKind.Nvlink && link.Generation >= 4 }, .. Fabric.Tiers.Skip(1)]) { Host = Fabric.Host },
    };

    /// <summary>
    /// The same machine on a host whose nearest PCI Express path keeps a stated bandwidth: the class of path that is nearest to it. Whether two
    /// cards reach each other or go through the memory of the host is a matter of the host, not of the cards.
    /// </summary>
    /// <param name="wire">Bandwidth of one card, one direction.</param>
    public ServingSystem WithPathOf(BytesPerSecond wire)
    {
        var near = Fabric.Tiers[0];
        if (near.Link.Paths.IsEmpty)
        {
            return this;
        }

        var path = near.Link.Paths.MinBy(path => Math.Abs(Math.Log(near.Bandwidth * path.Value.Value / wire))).Key;
        return this with { Fabric = Fabric with { Tiers = Fabric.Tiers.SetItem(0, near with { Path = path }) } };
    }

    /// <summary>Whether a part of it cannot be bought yet, so that what it does is a guess within a band.</summary>
    public bool IsAhead => Maturity != Maturity.Shipping || Accelerator.Maturity != Maturity.Shipping || Fabric.Tiers.Any(tier => tier.Link.Maturity != Maturity.Shipping);

    /// <summary>The machine with every guess about its chip and wires at one end of its band.</summary>
    /// <param name="outlook">Which end.</param>
    public ServingSystem Under(Outlook outlook) => outlook == Outlook.Middle
        ? this
        : this with
        {
            Accelerator = Accelerator.Under(outlook),
            PrefillAccelerator = PrefillAccelerator?.Under(outlook),
            HostLink = HostLink.Under(outlook),
            Fabric = Fabric with { Tiers = [.. Fabric.Tiers.Select(tier => tier.Under(outlook))] },
        };

    private PathClass? PathOf(Link link) => link.Kind != LinkKind.Pcie
        ? null
        : Fabric.Tiers[0].Path ?? PathClass.SameSwitch;
}
