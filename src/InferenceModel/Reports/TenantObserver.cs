using InferenceModel.Simulation;
using InferenceModel.Units;

namespace InferenceModel.Reports;

/// <summary>Gathers latencies by tenant, for as many tenants as a table can hold; the rest are left to the figures of all.</summary>
public sealed class TenantObserver : ISimulationObserver
{
    private const int MostTenants = 64;

    private readonly SortedDictionary<int, Sums> tenants = [];

    private sealed class Sums
    {
        public long Failed;
        public long OutputTokens;
        public LatencyHistogram FirstToken { get; } = new();
        public LatencyHistogram EndToEnd { get; } = new();
    }

    /// <summary>A row a tenant; none where there is only one.</summary>
    public IReadOnlyList<TenantRow> Rows => tenants.Count < 2
        ? []
        : [.. tenants.Select(pair => new TenantRow(
            pair.Key, pair.Value.EndToEnd.Count, pair.Value.Failed, pair.Value.OutputTokens, pair.Value.FirstToken.Mean, pair.Value.FirstToken.Percentile(99), pair.Value.EndToEnd.Mean))];

    /// <inheritdoc />
    public void RequestEnded(in RequestOutcome outcome)
    {
        if (!tenants.TryGetValue(outcome.Spec.Tenant, out var sums))
        {
            if (tenants.Count == MostTenants)
            {
                return;
            }

            tenants.Add(outcome.Spec.Tenant, sums = new Sums());
        }

        if (outcome.Fate != RequestFate.Completed)
        {
            sums.Failed++;
            return;
        }

        sums.OutputTokens += outcome.Spec.OutputTokens;
        sums.FirstToken.Record(SimTime.At(outcome.TimeToFirstToken).Nanoseconds);
        sums.EndToEnd.Record(SimTime.At(outcome.EndToEnd).Nanoseconds);
    }
}
