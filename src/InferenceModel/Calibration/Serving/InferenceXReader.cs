using InferenceModel.Catalog;
using InferenceModel.Models;
using InferenceModel.Sharding;
using InferenceModel.Units;

namespace InferenceModel.Calibration.Serving;

/// <summary>
/// Reads InferenceX results and others of its columns: closed-loop points with a fixed number of clients, lengths uniform on 80 to
/// 100 % of nominal in the public benchmark, mean TTFT and TPOT. An empty width means 1.
/// </summary>
internal static class InferenceXReader
{
    private const double UsualShortestShare = 0.8;

    /// <summary>Prompt and answer lengths of the public benchmark.</summary>
    private static readonly (double Input, double Output)[] PublicLengths = [(1024, 1024), (1024, 8192), (8192, 1024)];

    private const int MostRanks = 8192;

    private static readonly string[] Required =
        ["id", "engine", "model", "system", "precision", "serving", "isl", "osl", "concurrency", "tp", "ttft_ms", "tpot_ms"];

    /// <summary>Whether a header is of this kind.</summary>
    /// <param name="table">The table.</param>
    public static bool Recognises(CsvTable table) => Required.All(table.Has);

    /// <summary>Reads one row, or says why it is no run that can be predicted.</summary>
    /// <param name="cells">The row.</param>
    /// <param name="reason">Why not.</param>
    public static ServingRun? Read(CellReader cells, out string reason)
    {
        var isDisaggregated = cells.Find("serving") == "disaggregated";
        reason = string.Empty;
        if (cells.Find("concurrency") is null)
        {
            reason = "the row has no concurrency";
            return null;
        }

        if (isDisaggregated && (cells.Find("prefill_workers") is null || cells.Find("decode_workers") is null))
        {
            reason = "the row has no worker counts";
            return null;
        }

        var precision = cells.Find("precision") ?? "checkpoint";
        var concurrency = cells.Integer("concurrency", 1, 10_000_000);
        var firstToken = Seconds.OfMilliseconds(cells.Number("ttft_ms", 1e-6, 1e12));
        var perToken = Seconds.OfMilliseconds(cells.Number("tpot_ms", 1e-6, 1e12));
        var (input, nominal) = (cells.Number("isl", 1, 1e9), cells.Number("osl", 2, 1e9));
        var isPublic = IsPublic(cells, input, nominal);
        var shortest = isPublic ? UsualShortestShare : 1;
        var run = new ServingRun
        {
            Id = cells.Text("id"),
            Model = cells.Text("model"),
            Precision = precision,
            DenseFormat = Format(cells, "gemm_precision", precision),
            ExpertFormat = Format(cells, "moe_precision", precision),
            System = cells.Text("system"),
            Engine = cells.Text("engine"),
            EngineVersion = EngineVersion(cells),
            Plan = isDisaggregated ? Plan(cells, "decode_", "decode_workers") : Copies(cells, Plan(cells, string.Empty, null), concurrency),
            PrefillPlan = isDisaggregated ? Plan(cells, "prefill_", "prefill_workers") : null,
            InputTokens = input,
            OutputTokens = nominal,
            ShortestShare = shortest,
            Recipe = isPublic ? "inferencex" : "aiconfigurator",
            Load = new ServingRunLoad.Clients(concurrency),
            IsKnownByLatencies = true,
            TimeToFirstToken = firstToken,
            TimePerOutputToken = perToken,
            IsClean = (cells.Find("speculative") ?? "none") == "none" && !string.Equals(cells.Find("conflict"), "true", StringComparison.OrdinalIgnoreCase),
        };
        var (whole, throughput) = run.FromLatencies(firstToken, perToken, concurrency);
        return run with
        {
            EndToEnd = whole,
            OutputPerAccelerator = throughput,
            Labels =
            [
                ("system", run.System), ("engine", run.Engine), ("model", run.Model), ("precision", precision),
                ("serving", isDisaggregated ? "disaggregated" : "aggregated"), ("concurrency", Band(concurrency)),
                ("speculative", cells.Find("speculative") ?? "none"),
            ],
        };
    }

    /// <summary>
    /// Whether a row follows the public benchmark: its three pairs of lengths, and a date or a full plan. Other rows are deployments that
    /// aiconfigurator generated, measured with requests of one length.
    /// </summary>
    private static bool IsPublic(CellReader cells, double input, double output) =>
        PublicLengths.Contains((input, output)) && (cells.Find("measured_on") is not null || cells.Find("attention_dp") is not null);

    private static ShardingPlan Plan(CellReader cells, string prefix, string? workers)
    {
        int Width(string column) => Math.Max(1, cells.Integer(prefix + column, 0, MostRanks, 1));
        return new ShardingPlan(
            Width("tp"), Width("pp"), Width("attention_dp"), Width("moe_ep"), 1, workers is null ? 1 : Math.Max(1, cells.Integer(workers, 0, MostRanks, 1)));
    }

    /// <summary>
    /// <c>batch_size</c> counts the requests of one attention replica: where it is a fraction of those in flight, there are as many
    /// attention replicas. A mixture whose experts are dealt to all ranks of the tensor group shares them among attention-data
    /// groups; anything else is whole copies.
    /// </summary>
    private static ShardingPlan Copies(CellReader cells, ShardingPlan plan, int concurrency)
    {
        var batch = cells.Integer("batch_size", 0, 10_000_000, 0);
        var copies = batch > 0 ? concurrency / batch / plan.AttentionDataParallel : 1;
        if (copies <= 1)
        {
            return plan;
        }

        return plan.ExpertParallel > 1 && plan.AttentionDataParallel == 1 && plan.TensorParallel % copies == 0
            ? plan with { TensorParallel = plan.TensorParallel / copies, AttentionDataParallel = copies }
            : plan with { Replicas = copies };
    }

    /// <summary>The version of the engine: images of Dynamo are numbered by Dynamo, so that their number says nothing of the engine inside.</summary>
    private static string EngineVersion(CellReader cells)
    {
        var (version, image) = (cells.Find("engine_version") ?? string.Empty, cells.Find("image") ?? string.Empty);
        return image.Contains("ai-dynamo", StringComparison.Ordinal) && image.EndsWith(':' + version, StringComparison.Ordinal) ? string.Empty : version;
    }

    private static WeightFormat? Format(CellReader cells, string column, string precision) => (cells.Find(column) ?? precision) switch
    {
        "checkpoint" => null,
        "fp4" => WeightFormat.Nvfp4,
        "int4_wo" => WeightFormat.Int4,
        var id => WeightFormat.Find(id),
    };

    private static string Band(int concurrency) => concurrency switch
    {
        <= 4 => "1-4",
        <= 16 => "5-16",
        <= 64 => "17-64",
        <= 256 => "65-256",
        _ => "257+",
    };
}
