using System.Globalization;
using InferenceModel.Estimation;

namespace InferenceModel.Reports.Forms;

/// <summary>
/// A prediction as the summary of NVIDIA AIPerf (ai-dynamo/aiperf, src/aiperf/exporters): statistics a metric, then single values. Percentiles that
/// are not predicted stay empty; counts are those of an hour of steady state. The form says neither what was served nor under which load.
/// </summary>
internal static class AiPerfForm
{
    private static readonly string[] Statistics = ["avg", "sum", "min", "max", "p1", "p5", "p10", "p25", "p50", "p75", "p90", "p95", "p99", "std"];

    /// <summary>One run.</summary>
    /// <param name="run">The run.</param>
    public static string Write(PredictedRun run)
    {
        var figures = run.Figures;
        var metrics = new List<IEnumerable<string>> { Length("Input Sequence Length (tokens)", run.Request.InputTokens) };
        if (run.Request.DecodeSteps > 0)
        {
            metrics.Add(Latency("Inter Token Latency (ms)", figures.TimePerOutputToken));
        }

        metrics.Add(Length("Output Sequence Length (tokens)", run.Request.OutputTokens));
        metrics.Add(Latency("Request Latency (ms)", figures.EndToEnd));
        metrics.Add(Latency("Time to First Token (ms)", figures.TimeToFirstToken));
        string[][] single =
        [
            ["Benchmark Duration (sec)", Text(RunForms.Window)],
            ["Output Token Throughput (tokens/sec)", Text(figures.OutputTokensPerSecond)],
            ["Request Count", Text(Math.Round(figures.RequestsPerSecond * RunForms.Window))],
            ["Request Throughput (requests/sec)", Text(figures.RequestsPerSecond)],
            ["Total Token Throughput (tokens/sec)", Text(figures.OutputTokensPerSecond + figures.InputTokensPerSecond)],
        ];
        return RunForms.Table(["Metric", .. Statistics], metrics) + "\n" + RunForms.Table(["Metric", "Value"], single);
    }

    private static IEnumerable<string> Latency(string name, LatencyFigures figures) => Statistics.Select(statistic => statistic switch
    {
        "avg" => Text(figures.Mean.TotalMilliseconds),
        "p50" => Text(figures.Median.TotalMilliseconds),
        "p95" => Text(figures.P95.TotalMilliseconds),
        "p99" => Text(figures.P99.TotalMilliseconds),
        _ => string.Empty,
    }).Prepend(name);

    /// <summary>Lengths are the same for all requests.</summary>
    private static IEnumerable<string> Length(string name, double tokens) =>
        Statistics.Select(statistic => statistic switch { "sum" => string.Empty, "std" => Text(0), _ => Text(tokens) }).Prepend(name);

    /// <summary>Two decimals, as the form has.</summary>
    private static string Text(double value) => value.ToString("F2", CultureInfo.InvariantCulture);
}
