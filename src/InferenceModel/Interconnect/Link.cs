using System.Collections.Immutable;
using InferenceModel.Hardware;
using InferenceModel.Units;

namespace InferenceModel.Interconnect;

/// <summary>A wire as an accelerator sees it: nominal bandwidth of all its lanes in one direction, and latencies.</summary>
/// <param name="Id">The name files use.</param>
/// <param name="Name">The name people use.</param>
/// <param name="Kind">The family.</param>
/// <param name="Generation">Generation within the family.</param>
/// <param name="Maturity">Whether it can be bought.</param>
/// <param name="Bandwidth">Nominal bandwidth of one accelerator, one direction.</param>
/// <param name="Efficiency">Share of nominal that large collectives reach.</param>
/// <param name="StepLatency">Latency of one step of a ring (lambda of the NCCL model).</param>
/// <param name="OneShotLatency">Latency of a one-shot all-reduce kernel between two ranks in a captured graph.</param>
/// <param name="PointToPointLatency">Latency of a send and its receive.</param>
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
    Figure<Seconds> OneShotLatency,
    Figure<Seconds> PointToPointLatency,
    ImmutableSortedDictionary<PathClass, Figure<double>> Paths);
