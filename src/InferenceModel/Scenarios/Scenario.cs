using InferenceModel.Models;
using InferenceModel.Planning;
using InferenceModel.Sharding;
using InferenceModel.Workloads;

namespace InferenceModel.Scenarios;

/// <summary>One row of a scenario file, read and checked.</summary>
public sealed record Scenario
{
    /// <summary>The row's own name; its number where it gives none.</summary>
    public required string Id { get; init; }

    /// <summary>Line of the file the row begins on.</summary>
    public int Line { get; init; }

    /// <summary>Name of the model or path of its configuration.</summary>
    public required string Model { get; init; }

    /// <summary>Weight format, or null for the checkpoint's own.</summary>
    public WeightFormat? Precision { get; init; }

    /// <summary>Cache format, or null for the checkpoint's own.</summary>
    public KvCacheFormat? KvPrecision { get; init; }

    /// <summary>Name of the system.</summary>
    public required string System { get; init; }

    /// <summary>Name of the engine.</summary>
    public required string Engine { get; init; }

    /// <summary>The plan.</summary>
    public required ShardingPlan Plan { get; init; }

    /// <summary>Whether prefill and decode run on machines of their own.</summary>
    public bool IsDisaggregated { get; init; }

    /// <summary>Plan of a prefill worker where the row is disaggregated, its replicas the number of workers; the decode workers' is <see cref="Plan"/>.</summary>
    public ShardingPlan? PrefillPlan { get; init; }

    /// <summary>Accelerators of all machines.</summary>
    public int Accelerators => Plan.Accelerators + (IsDisaggregated ? PrefillPlan?.Accelerators ?? 0 : 0);

    /// <summary>Lengths of every request.</summary>
    public required RequestShape Request { get; init; }

    /// <summary>The load.</summary>
    public required Load Load { get; init; }

    /// <summary>Share added to the load when accelerators are counted.</summary>
    public double Headroom { get; init; }

    /// <summary>Latencies to keep.</summary>
    public ServiceLevel ServiceLevel { get; init; } = new(null, null, null, 0);

    /// <summary>On what terms it is paid for and powered.</summary>
    public CostTerms Terms { get; init; } = new();

    /// <summary>A link that takes the place of the system's nearest tier, or null.</summary>
    public string? LinkOverride { get; init; }
}
