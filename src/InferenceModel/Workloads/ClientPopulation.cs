using System.Collections.Immutable;
using InferenceModel.Units;

namespace InferenceModel.Workloads;

/// <summary>Clients as they were seen, each window by window: what ServeGen publishes (Xiang and others, 2025).</summary>
/// <param name="Clients">The windows of each client in rising order, by its number.</param>
public sealed record ClientPopulation(ImmutableSortedDictionary<int, ImmutableArray<ClientWindow>> Clients)
{
    /// <summary>When the last window ends.</summary>
    public Seconds End => Clients.Values.Max(windows => windows[^1].To);

    /// <summary>Mean prompt tokens and half the answer, over all windows alike.</summary>
    public double MeanContext => Clients.Values.SelectMany(windows => windows)
        .Where(window => window is { Inputs: not null, Outputs: not null })
        .Select(window => window.Inputs!.Mean + (window.Outputs!.Mean / 2)).DefaultIfEmpty(1).Average();
}
