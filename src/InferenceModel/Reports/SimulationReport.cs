using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using InferenceModel.Estimation.Intervals;
using InferenceModel.Simulation;
using InferenceModel.Units;

namespace InferenceModel.Reports;

/// <summary>What a simulation reports.</summary>
/// <param name="Metrics">What was gathered.</param>
/// <param name="Accelerators">Accelerators of the deployment.</param>
/// <param name="CacheBlocks">Cache blocks of a replica.</param>
/// <param name="Power">Power of one accelerator.</param>
/// <param name="Events">Events handled.</param>
public sealed record SimulationReport(MetricsObserver Metrics, int Accelerators, long CacheBlocks, Watts Power, long Events)
{
    /// <summary>The 90 % intervals of means and throughput; null where none are known.</summary>
    public FigureIntervals? Intervals { get; init; }

    /// <summary>Latencies of each tenant; none where there are not several.</summary>
    public IReadOnlyList<TenantRow> Tenants { get; init; } = [];

    /// <summary>Energy of all accelerators over the run, per answer token.</summary>
    public Joules EnergyPerOutputToken => Metrics.OutputTokensPerSecond > 0 ? Power * Seconds.Of(Accelerators / Metrics.OutputTokensPerSecond) : default;

    /// <summary>Share of time replicas were busy.</summary>
    /// <param name="replicas">Replicas.</param>
    public double Utilisation(int replicas) => Metrics.Duration > Seconds.Zero ? Math.Min(1, Metrics.Busy / (Metrics.Duration * replicas)) : 0;

    /// <summary>The report as JSON.</summary>
    /// <param name="wall">Time the simulation took.</param>
    /// <param name="processor">Processor time it took, all threads.</param>
    /// <param name="replicas">Replicas.</param>
    public string ToJson(Seconds wall, Seconds processor, int replicas)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            foreach (var (name, value) in Counts(wall, processor, replicas))
            {
                ResultWriter.WriteValue(json, name, value);
            }

            foreach (var (name, figures) in Latencies)
            {
                WriteLatency(json, name, figures, Intervals?.Of(FigureOf(name)));
            }

            if (Intervals is { } intervals)
            {
                var ratio = intervals.Of(PredictedFigure.Throughput);
                ResultWriter.WriteValue(json, "output_throughput_lo", Metrics.OutputTokensPerSecond * ratio?.Low);
                ResultWriter.WriteValue(json, "output_throughput_hi", Metrics.OutputTokensPerSecond * ratio?.High);
                json.WriteString("confidence", ResultColumns.Words(intervals.Confidence.ToString()));
            }

            if (Tenants.Count > 0)
            {
                json.WriteStartArray("tenants");
                foreach (var tenant in Tenants)
                {
                    tenant.WriteTo(json);
                }

                json.WriteEndArray();
            }

            json.WriteStartObject("reasons");
            foreach (var (reason, count) in Metrics.Reasons)
            {
                json.WriteNumber(reason, count);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>The latencies, by the names JSON gives them.</summary>
    public ImmutableArray<(string Name, LatencyHistogram Figures)> Latencies =>
    [
        ("ttft_ms", Metrics.TimeToFirstToken), ("tpot_ms", Metrics.TimePerOutputToken), ("itl_ms", Metrics.InterTokenLatency), ("e2e_ms", Metrics.EndToEnd),
    ];

    /// <summary>The single figures, by the names JSON gives them.</summary>
    /// <param name="wall">Time the simulation took.</param>
    /// <param name="processor">Processor time it took, all threads.</param>
    /// <param name="replicas">Replicas.</param>
    public IEnumerable<(string Name, object Value)> Counts(Seconds wall, Seconds processor, int replicas) =>
    [
        ("requests", Metrics.Requests), ("completed", Metrics.Completed), ("rejected", Metrics.Rejected), ("lost", Metrics.Lost),
        ("preemptions", Metrics.Preemptions), ("retries", Metrics.Retries),
        ("simulated_s", Metrics.Duration.Total), ("wall_s", wall.Total),
        ("cpu_s", processor.Total), ("requests_per_cpu_s", processor > Seconds.Zero ? Metrics.Requests / processor.Total : 0),
        ("request_throughput", Metrics.RequestsPerSecond), ("output_throughput", Metrics.OutputTokensPerSecond), ("input_throughput", Metrics.InputTokensPerSecond),
        ("output_tput_per_gpu", Metrics.OutputTokensPerSecond / Accelerators), ("goodput", Metrics.Goodput),
        ("prefix_hit_rate", Metrics.InputTokens > 0 ? (double)Metrics.CachedTokens / Metrics.InputTokens : 0),
        ("utilisation", Utilisation(replicas)), ("mean_running", Metrics.MeanRunning), ("mean_waiting", Metrics.MeanWaiting), ("most_waiting", (long)Metrics.MostWaiting),
        ("kv_cache_util", CacheBlocks > 0 ? Metrics.MeanBlocksUsed / CacheBlocks : 0), ("kv_blocks", CacheBlocks),
        ("joules_per_output_token", EnergyPerOutputToken.Total), ("steps", Metrics.Steps), ("rounds", Metrics.Rounds), ("events", Events),
    ];

    /// <summary>A few lines for people.</summary>
    public ImmutableArray<ImmutableArray<string>> Rows =>
    [
        .. Latencies.Select(pair => ImmutableArray.Create(
            pair.Name, Milliseconds(pair.Figures.Mean), Milliseconds(pair.Figures.Percentile(50)), Milliseconds(pair.Figures.Percentile(90)), Milliseconds(pair.Figures.Percentile(99)))),
    ];

    private static string Milliseconds(Seconds time) => time.TotalMilliseconds.ToString("F2", CultureInfo.InvariantCulture);

    private static PredictedFigure FigureOf(string name) => name switch
    {
        "ttft_ms" => PredictedFigure.FirstToken,
        "e2e_ms" => PredictedFigure.EndToEnd,
        _ => PredictedFigure.PerToken,
    };

    private static void WriteLatency(Utf8JsonWriter json, string name, LatencyHistogram figures, IntervalRatio? interval)
    {
        json.WriteStartObject(name);
        ResultWriter.WriteValue(json, "mean", figures.Mean.TotalMilliseconds);
        ResultWriter.WriteValue(json, "mean_lo", figures.Mean.TotalMilliseconds * interval?.Low);
        ResultWriter.WriteValue(json, "mean_hi", figures.Mean.TotalMilliseconds * interval?.High);
        foreach (var percent in (ReadOnlySpan<int>)[50, 90, 95, 99])
        {
            ResultWriter.WriteValue(json, string.Create(CultureInfo.InvariantCulture, $"p{percent}"), figures.Percentile(percent).TotalMilliseconds);
        }

        json.WriteEndObject();
    }
}
