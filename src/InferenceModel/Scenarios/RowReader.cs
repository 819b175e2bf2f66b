using System.Globalization;
using InferenceModel.Catalog;
using InferenceModel.Models;
using InferenceModel.Planning;
using InferenceModel.Sharding;
using InferenceModel.Units;
using InferenceModel.Workloads;

namespace InferenceModel.Scenarios;

/// <summary>Makes a scenario of the cells of a row.</summary>
internal static class RowReader
{
    /// <summary>The engine where a row names none.</summary>
    public const string DefaultEngine = "vllm";

    private const int MostRanks = 8192;
    private const int LongestSequence = 100_000_000;
    private const double MostRequests = 1e9;

    /// <summary>Reads a row; faults go to the cells' list.</summary>
    /// <param name="cells">The row.</param>
    /// <param name="names">What names refer to.</param>
    public static Scenario? Read(CellReader cells, NameChecker names)
    {
        var model = Checked(cells, "model", cells.Text("model"), names.Model);
        var system = Checked(cells, "hw", cells.Text("hw"), names.System);
        var engine = Checked(cells, "engine", cells.Find("engine") ?? DefaultEngine, names.Engine);
        var link = cells.Find("link_override") is { } wanted ? Checked(cells, "link_override", wanted, names.Link) : null;
        var load = ReadLoad(cells);
        var isSplit = cells.Choice("disagg", false, ("true", true), ("false", false), ("1", true), ("0", false), ("yes", true), ("no", false));
        return load is null ? null : new Scenario
        {
            Id = cells.Find("scenario_id") ?? string.Create(CultureInfo.InvariantCulture, $"row-{cells.Line}"),
            Line = cells.Line,
            Model = model,
            Precision = cells.Choice<WeightFormat?>("precision", null, [.. WeightFormat.All.Select(format => (format.Id, (WeightFormat?)format))]),
            KvPrecision = cells.Choice<KvCacheFormat?>("kv_precision", null, [.. KvCacheFormat.All.Select(format => (format.Id, (KvCacheFormat?)format))]),
            System = system,
            Engine = engine,
            Plan = isSplit ? ReadPool(cells, "decode") : ReadPlan(cells),
            PrefillPlan = isSplit ? ReadPool(cells, "prefill") : null,
            IsDisaggregated = isSplit,
            Request = ReadRequest(cells),
            Load = load,
            Headroom = cells.Number("headroom", 0, 10, 0),
            ServiceLevel = ReadServiceLevel(cells),
            Terms = CostTermsReader.Read(cells, names),
            LinkOverride = link,
        };
    }

    /// <summary>A name, reported where it refers to nothing.</summary>
    /// <param name="cells">The row.</param>
    /// <param name="column">The column it stands in.</param>
    /// <param name="name">The name.</param>
    /// <param name="fault">What is wrong with a name, or null.</param>
    public static string Checked(CellReader cells, string column, string name, Func<string, string?> fault)
    {
        if (name.Length > 0 && fault(name) is { } what)
        {
            cells.Report(column, what);
        }

        return name;
    }

    private static ShardingPlan ReadPlan(CellReader cells) => new(
        cells.Integer("tp", 1, MostRanks, 1),
        cells.Integer("pp", 1, MostRanks, 1),
        cells.Integer("dp", 1, MostRanks, 1),
        cells.Integer("ep", 1, MostRanks, 1),
        cells.Integer("cp", 1, MostRanks, 1),
        cells.Integer("replicas", 1, 1_000_000, 1))
        {
            HostWeightShare = cells.Number("host_weight_share", 0, 0.99, 0),
        };

    /// <summary>A pool of a disaggregated row; columns left out take the value of the row's own plan, workers that of replicas.</summary>
    private static ShardingPlan ReadPool(CellReader cells, string pool)
    {
        var plan = ReadPlan(cells);
        return new ShardingPlan(
            cells.Integer($"{pool}_tp", 1, MostRanks, plan.TensorParallel),
            cells.Integer($"{pool}_pp", 1, MostRanks, plan.PipelineParallel),
            cells.Integer($"{pool}_dp", 1, MostRanks, plan.AttentionDataParallel),
            cells.Integer($"{pool}_ep", 1, MostRanks, plan.ExpertParallel),
            1,
            cells.Integer($"{pool}_workers", 1, 1_000_000, plan.Replicas));
    }

    /// <summary>The lengths of a row's requests.</summary>
    /// <param name="cells">The row.</param>
    public static RequestShape ReadRequest(CellReader cells)
    {
        var input = cells.Number("isl", 1, LongestSequence);
        var output = cells.Number("osl", 1, LongestSequence);
        if (cells.Find("prefix_tokens") is not null && cells.Find("prefix_hit_rate") is not null)
        {
            cells.Report("prefix_hit_rate", "only one of prefix_tokens and prefix_hit_rate");
        }

        var cached = cells.Number("prefix_tokens", 0, LongestSequence, 0);
        if (cached > input)
        {
            cells.Report("prefix_tokens", string.Create(CultureInfo.InvariantCulture, $"at most isl, {input}"));
        }

        return new RequestShape(input, output, Math.Max(cached, input * cells.Number("prefix_hit_rate", 0, 1, 0)));
    }

    private static Load? ReadLoad(CellReader cells)
    {
        var filled = ScenarioColumns.Loads.Where(column => cells.Find(column) is not null).ToList();
        if (filled.Count != 1)
        {
            cells.Report(filled.Count == 0 ? ScenarioColumns.Loads[0] : filled[1], $"exactly one of {string.Join(", ", ScenarioColumns.Loads)}; {filled.Count} are filled");
            return null;
        }

        return filled[0] switch
        {
            "concurrency" => new Load.ClosedLoop(cells.Number("concurrency", 1, MostRequests)),
            "request_rate" => new Load.OpenLoop(cells.Number("request_rate", 1e-9, MostRequests)),
            _ => Load.OfUsers(
                cells.Number("users", 1, 1e11),
                cells.Number("active_fraction", 1e-6, 1, 0.2),
                cells.Number("requests_per_active_user_per_min", 1e-6, 1e6, 1),
                cells.Number("peak_multiplier", 1, 1000, 2)),
        };
    }

    /// <summary>The latencies a row keeps.</summary>
    /// <param name="cells">The row.</param>
    public static ServiceLevel ReadServiceLevel(CellReader cells) => new(
        Limit(cells, "slo_ttft_ms"),
        Limit(cells, "slo_tpot_ms"),
        Limit(cells, "slo_e2el_ms"),
        cells.Choice("slo_percentile", 0, ("mean", 0), ("50", 50), ("95", 95), ("99", 99), ("p50", 50), ("p95", 95), ("p99", 99)));

    private static Seconds? Limit(CellReader cells, string column) =>
        cells.Find(column) is null ? null : Seconds.OfMilliseconds(cells.Number(column, 0.001, 1e9));
}
