using System.Collections.Immutable;
using InferenceModel.Units;

namespace InferenceModel.Interconnect;

/// <summary>
/// One way through a fabric: endpoint + hops (serialiser + error correction + conversion + flight) + switches. With t tiers of switches
/// a message passes 2 t - 1 switches and 2 t wires.
/// </summary>
/// <param name="Switch">Latency of one switch.</param>
/// <param name="Hops">Wires on the way, from one accelerator to the other.</param>
public sealed record Crossing(Figure<Seconds> Switch, ImmutableArray<Hop> Hops)
{
    /// <summary>Endpoint: from the kernel through cache and crossbar to the port, both ends; set so that one tier of copper takes 0.65 to 0.87 us.</summary>
    public static Seconds Endpoint { get; } = Seconds.OfNanoseconds(350);

    /// <summary>One tier of switches over two metres of copper: 350 + 2 (20 + 51 + 10) + 200 ns, what measured scale-up latencies contain.</summary>
    public static Seconds OneRack { get; } = Endpoint + Seconds.OfNanoseconds(362);

    /// <summary>The whole way.</summary>
    public Seconds OneWay => Hops.Aggregate(Endpoint + (Switch.Value * (Hops.Length - 1)), (sum, hop) => sum + hop.Latency);

    /// <summary>What the way takes beyond one tier in a rack; never less than nothing.</summary>
    public Seconds BeyondOneRack => Seconds.Max(Seconds.Zero, OneWay - OneRack);

    /// <summary>The same with every guess at one end of its band.</summary>
    /// <param name="outlook">Which end.</param>
    public Crossing Under(Outlook outlook) => new(Switch.LessIsBetter(outlook), [.. Hops.Select(hop => hop with { Medium = hop.Medium.Under(outlook) })]);
}
