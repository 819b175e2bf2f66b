using System.Collections.Immutable;
using InferenceModel.Units;

namespace InferenceModel.Interconnect;

/// <summary>
/// One way through a fabric: endpoint + hops (serialiser + error correction + conversion + flight) + switches. With t tiers of switches
/// a message passes 2 t wires and 2 t - 1 switches.
/// </summary>
/// <param name="Endpoint">From the kernel through cache and crossbar to the port, both ends.</param>
/// <param name="Switch">Latency of one switch.</param>
/// <param name="Hops">Wires on the way, from one accelerator to the other.</param>
/// <param name="Rack">A wire of one rack: measured latencies of scale-up links contain two of them and a switch.</param>
public sealed record Crossing(Figure<Seconds> Endpoint, Figure<Seconds> Switch, ImmutableArray<Hop> Hops, Hop Rack)
{
    /// <summary>The whole way.</summary>
    public Seconds OneWay => Hops.Aggregate(Endpoint.Value + (Switch.Value * (Hops.Length - 1)), (sum, hop) => sum + hop.Latency);

    /// <summary>The way through one tier within a rack.</summary>
    public Seconds OneRack => Endpoint.Value + Switch.Value + (Rack.Latency * 2);

    /// <summary>What the way takes beyond one tier in a rack; never less than nothing.</summary>
    public Seconds BeyondOneRack => Seconds.Max(Seconds.Zero, OneWay - OneRack);

    /// <summary>The same with every guess at one end of its band.</summary>
    /// <param name="outlook">Which end.</param>
    public Crossing Under(Outlook outlook) => new(
        Endpoint.LessIsBetter(outlook),
        Switch.LessIsBetter(outlook),
        [.. Hops.Select(hop => hop with { Medium = hop.Medium.Under(outlook) })],
        Rack with { Medium = Rack.Medium.Under(outlook) });
}
