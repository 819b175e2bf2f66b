using System.CommandLine;
using System.Globalization;
using System.Text;
using InferenceModel.Catalog;
using InferenceModel.Sharding;

namespace InferenceModel.Cli.Commands;

/// <summary>The options of <c>compare</c>, and the scenario file they stand for.</summary>
internal sealed class CompareOptions
{
    private static readonly int[] Widths = [1, 2, 4, 8, 16, 32, 64, 72, 128];

    private readonly Option<string> model = new("--model", "-m") { Description = "Model name, config.json, or a folder with one.", Required = true };
    private readonly Option<string> system = new("--hw", "--system", "-s") { Description = "System name.", Required = true };
    private readonly Option<string> engine = new("--engine") { Description = "Engine name.", DefaultValueFactory = _ => "vllm" };
    private readonly Option<int?> gpus = new("--gpus") { Description = "Accelerators to use; narrower plans are repeated as replicas. One node where absent." };
    private readonly Option<string?> precision = new("--precision") { Description = "Weight format in place of the checkpoint's." };
    private readonly Option<string?> kvPrecision = new("--kv-precision") { Description = "Cache format in place of the checkpoint's." };
    private readonly Option<double> isl = new("--isl") { Description = "Prompt tokens.", DefaultValueFactory = _ => 1024 };
    private readonly Option<double> osl = new("--osl") { Description = "Answer tokens.", DefaultValueFactory = _ => 1024 };
    private readonly Option<double> prefix = new("--prefix") { Description = "Prompt tokens found in the prefix cache." };
    private readonly Option<double?> concurrency = new("--concurrency", "-c") { Description = "Requests kept in flight." };
    private readonly Option<double?> rate = new("--request-rate") { Description = "Requests per second." };
    private readonly Option<double?> users = new("--users") { Description = "Users (20 % active, one request a minute, peak twice the mean)." };
    private readonly Option<double?> ttft = new("--ttft") { Description = "Most mean time to first token, ms." };
    private readonly Option<double?> tpot = new("--tpot") { Description = "Most mean time per output token, ms." };

    /// <summary>Predictions in the forms of other tools.</summary>
    public ExportOption Export { get; } = new();

    /// <summary>Results to a file.</summary>
    public Option<string?> Output { get; } = CommonOptions.Output();

    /// <summary>What Pareto plots show up.</summary>
    public Option<string> Pareto { get; } = CommonOptions.Pareto();

    /// <summary>The day prices are asked on.</summary>
    public Option<string?> AsOf { get; } = CommonOptions.AsOf();

    /// <summary>What is compared, for titles.</summary>
    /// <param name="parsed">The command line.</param>
    public string Title(ParseResult parsed) => $"Plans of {parsed.GetValue(model)} on {parsed.GetValue(system)}";

    /// <summary>JSON in place of a table.</summary>
    public Option<bool> Json { get; } = CommonOptions.Json();

    /// <summary>All options.</summary>
    public IEnumerable<Option> All =>
        [model, system, engine, gpus, precision, kvPrecision, isl, osl, prefix, concurrency, rate, users, ttft, tpot, Output, Export.Option, Pareto, AsOf, Json];

    /// <summary>A scenario file with one row for every plan the accelerators allow.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="catalog">What names refer to.</param>
    /// <exception cref="BadInputException">A name is unknown, or no load is given.</exception>
    public string ToCsv(ParseResult parsed, ModelCatalog catalog)
    {
        var findings = new FindingList();
        var chosen = catalog.Model(parsed.GetValue(model)!, findings);
        var machine = catalog.Systems.Find(parsed.GetValue(system)!);
        if (machine is null)
        {
            findings.Add(new Finding("command line", 0, 0, "--hw", parsed.GetValue(system)!, catalog.Systems.Unknown(parsed.GetValue(system)!)));
        }

        var count = parsed.GetValue(gpus) ?? machine?.AcceleratorsPerNode ?? 1;
        if (count is < 1 or > 8192)
        {
            findings.Add(new Finding("command line", 0, 0, "--gpus", count.ToString(CultureInfo.InvariantCulture), "a whole number from 1 to 8192"));
        }

        if (findings.Count > 0)
        {
            throw new BadInputException(findings);
        }

        var rows = new StringBuilder("scenario_id,model,hw,engine,tp,pp,ep,dp,replicas,precision,kv_precision,isl,osl,prefix_tokens,concurrency,request_rate,users,slo_ttft_ms,slo_tpot_ms\n");
        foreach (var plan in Plans(count).Where(plan => ShardingRules.Faults(chosen!, plan, machine!).Count == 0))
        {
            rows.AppendLine(Row(parsed, plan));
        }

        return rows.ToString();
    }

    private string Row(ParseResult parsed, ShardingPlan plan) => string.Create(CultureInfo.InvariantCulture,
        $"\"{plan}\",\"{parsed.GetValue(model)}\",\"{parsed.GetValue(system)}\",\"{parsed.GetValue(engine)}\",{plan.TensorParallel},{plan.PipelineParallel},{plan.ExpertParallel},{plan.AttentionDataParallel},{plan.Replicas},{parsed.GetValue(precision)},{parsed.GetValue(kvPrecision)},{parsed.GetValue(isl)},{parsed.GetValue(osl)},{parsed.GetValue(prefix)},{parsed.GetValue(concurrency)},{parsed.GetValue(rate)},{parsed.GetValue(users)},{parsed.GetValue(ttft)},{parsed.GetValue(tpot)}");

    /// <summary>Every plan of usual widths that uses all accelerators.</summary>
    private static IEnumerable<ShardingPlan> Plans(int count) =>
        from tensor in Widths
        from pipeline in Widths
        from attention in Widths
        let replica = tensor * pipeline * attention
        where replica <= count && count % replica == 0
        from expert in Widths
        where expert <= tensor * attention
        select new ShardingPlan(tensor, pipeline, attention, expert, 1, count / replica);
}
