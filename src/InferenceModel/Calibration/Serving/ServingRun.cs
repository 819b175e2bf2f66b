using System.Collections.Immutable;
using InferenceModel.Models;
using InferenceModel.Sharding;
using InferenceModel.Units;

namespace InferenceModel.Calibration.Serving;

/// <summary>One measured serving run: what was served on what, under which load, and what came out.</summary>
public sealed record ServingRun
{
    /// <summary>The row's name.</summary>
    public required string Id { get; init; }

    /// <summary>Name of the model as the source writes it.</summary>
    public required string Model { get; init; }

    /// <summary>Format of attention, dense and shared weights where the source states one.</summary>
    public WeightFormat? DenseFormat { get; init; }

    /// <summary>Format of routed experts where the source states one.</summary>
    public WeightFormat? ExpertFormat { get; init; }

    /// <summary>Format of the cache where the source states one.</summary>
    public KvCacheFormat? KvFormat { get; init; }

    /// <summary>Precision as the source labels it, for groups.</summary>
    public required string Precision { get; init; }

    /// <summary>Name of the system as the source writes it.</summary>
    public required string System { get; init; }

    /// <summary>Name of the engine of the catalogue.</summary>
    public required string Engine { get; init; }

    /// <summary>Version of the engine; empty where not stated.</summary>
    public string EngineVersion { get; init; } = string.Empty;

    /// <summary>Whether the engine is of a generation before the one whose kernels were measured, as far as the source tells.</summary>
    public bool IsEarlierEngine { get; init; }

    /// <summary>The plan of the workers that decode (and, aggregated, prefill); replicas are workers.</summary>
    public required ShardingPlan Plan { get; init; }

    /// <summary>The plan of the workers that only prefill; null where serving is aggregated.</summary>
    public ShardingPlan? PrefillPlan { get; init; }

    /// <summary>Nominal prompt tokens.</summary>
    public required double InputTokens { get; init; }

    /// <summary>Nominal answer tokens.</summary>
    public required double OutputTokens { get; init; }

    /// <summary>Lengths are uniform from this share of the nominal length to all of it; 1 is fixed lengths.</summary>
    public double ShortestShare { get; init; } = 1;

    /// <summary>Requests sent in all, where the run says so and nothing else tells.</summary>
    public int? Requests { get; init; }

    /// <summary>Whether lengths are those of conversations (ShareGPT) around the means, not all alike.</summary>
    public bool IsConversation { get; init; }

    /// <summary>Whether every token of every prompt is the same one, so that all meet the same experts.</summary>
    public bool RepeatsOneToken { get; init; }

    /// <summary>The wires between accelerators as the source names them; empty where it does not or there is one.</summary>
    public string Wires { get; init; } = string.Empty;

    /// <summary>How requests arrive.</summary>
    public required ServingRunLoad Load { get; init; }

    /// <summary>Mean time to first token; null where not measured or not scorable.</summary>
    public Seconds? TimeToFirstToken { get; init; }

    /// <summary>Mean time per output token; null where not measured or not scorable.</summary>
    public Seconds? TimePerOutputToken { get; init; }

    /// <summary>Mean end to end time (of a static batch: of the batch); null where not measured.</summary>
    public Seconds? EndToEnd { get; init; }

    /// <summary>Output tokens per second and accelerator; null where not measured.</summary>
    public double? OutputPerAccelerator { get; init; }

    /// <summary>Whether the source has no throughput and no end to end time, so that both are what <see cref="FromLatencies"/> makes of the latencies.</summary>
    public bool IsKnownByLatencies { get; init; }

    /// <summary>
    /// End to end time and output tokens per second and accelerator of clients that always have one request in flight: they finish
    /// concurrency / (end to end) requests a second (Little). Measured and predicted figures go the same way.
    /// </summary>
    /// <param name="firstToken">Mean time to first token.</param>
    /// <param name="perToken">Mean time per output token.</param>
    /// <param name="concurrency">Clients.</param>
    internal (Seconds EndToEnd, double OutputPerAccelerator) FromLatencies(Seconds firstToken, Seconds perToken, int concurrency)
    {
        var output = OutputTokens * (1 + ShortestShare) / 2;
        var whole = firstToken + (perToken * (output - 1));
        return (whole, concurrency * output / whole.Total / Accelerators);
    }

    /// <summary>Whether the source gives no reason for doubt: no speculation, no conflicting repeats.</summary>
    public bool IsClean { get; init; } = true;

    /// <summary>The configuration the row belongs to; errors are scored by cell where the source repeats one at many loads. Empty: the row alone.</summary>
    public string Cell { get; init; } = string.Empty;

    /// <summary>The public benchmark whose server settings apply; empty for engine defaults.</summary>
    public string Recipe { get; init; } = string.Empty;

    /// <summary>What the row is grouped by in reports.</summary>
    public ImmutableArray<(string By, string Key)> Labels { get; init; } = [];

    /// <summary>The configuration the run belongs to, all its loads and lengths together: what a fit leaves out, it leaves out whole.</summary>
    /// <param name="model">What stands for the model: its name or its shape.</param>
    public string ConfigurationOf(string model) => $"{model}|{System}|{Engine}|{Precision}|{Plan}|{PrefillPlan}";

    /// <summary>Accelerators of the whole deployment.</summary>
    public int Accelerators => Plan.Accelerators + (PrefillPlan?.Accelerators ?? 0);
}
