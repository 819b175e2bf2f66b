using System.Collections.Immutable;
using InferenceModel.Hardware;
using InferenceModel.Units;

namespace InferenceModel.Interconnect;

/// <summary>A wire as an accelerator sees it: nominal bandwidth of all its lanes in one direction, and the latency of one step.</summary>
/// <param name="Id">The name files use.</param>
/// <param name="Name">The name people use.</param>
/// <param name="Kind">The family.</param>
/// <param name="Generation">Generation within the family.</param>
/// <param name="Maturity">Whether it can be bought.</param>
/// <param name="Bandwidth">Nominal bandwidth of one accelerator, one direction.</param>
/// <param name="Efficiency">Share of nominal that large collectives reach.</param>
/// <param name="StepLatency">Latency of one step of a ring: the one number by which latencies carry over to wires nobody has measured.</param>
/// <param name="Paths">For PCI Express: share of nominal reached on each class of path.</param>
public sealed record Link(
    string Id,
    string Name,
    LinkKind Kind,
    int Generation,
    Maturity Maturity,
    Figure<BytesPerSecond> Bandwidth,
    Figure<double> Efficiency,
    Figure<Seconds> StepLatency,
    ImmutableSortedDictionary<PathClass, Figure<double>> Paths)
{
    /// <summary>The wire with every guess at one end of its band.</summary>
    /// <param name="outlook">Which end.</param>
    public Link Under(Outlook outlook) => this with
    {
        Bandwidth = Bandwidth.MoreIsBetter(outlook),
        Efficiency = Efficiency.MoreIsBetter(outlook),
        StepLatency = StepLatency.LessIsBetter(outlook),
    };
}
