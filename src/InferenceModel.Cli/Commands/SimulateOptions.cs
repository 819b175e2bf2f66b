using System.CommandLine;
using System.Globalization;
using InferenceModel.Catalog;
using InferenceModel.Units;

namespace InferenceModel.Cli.Commands;

/// <summary>The options of <c>simulate</c>: the scenario they stand for, and what is written.</summary>
internal sealed class SimulateOptions
{
    private readonly Option<string?> model = new("--model", "-m") { Description = "Model name, config.json, or a folder with one." };
    private readonly Option<string?> system = new("--system", "--hw", "-s") { Description = "System name." };
    private readonly Option<string> engine = new("--engine") { Description = "Engine name.", DefaultValueFactory = _ => "vllm" };
    private readonly Option<int> tensor = new("--tp") { Description = "Tensor parallel width.", DefaultValueFactory = _ => 1 };
    private readonly Option<int> pipeline = new("--pp") { Description = "Pipeline stages.", DefaultValueFactory = _ => 1 };
    private readonly Option<int> attention = new("--dp") { Description = "Attention data parallel width.", DefaultValueFactory = _ => 1 };
    private readonly Option<int> expert = new("--ep") { Description = "Expert parallel width.", DefaultValueFactory = _ => 1 };
    private readonly Option<int> replicas = new("--replicas") { Description = "Copies.", DefaultValueFactory = _ => 1 };
    private readonly Option<string?> split = new("--disagg") { Description = "P:D, machines that compute prompts and machines that decode, in place of --replicas." };
    private readonly Option<string?> prefillSystem = new("--prefill-system") { Description = "System of the machines that compute prompts, if another." };
    private readonly Option<int?> prefillTensor = new("--prefill-tp") { Description = "Their tensor parallel width, if another." };
    private readonly Option<int?> prefillPipeline = new("--prefill-pp") { Description = "Their pipeline stages." };
    private readonly Option<int?> prefillAttention = new("--prefill-dp") { Description = "Their attention data parallel width." };
    private readonly Option<int?> prefillExpert = new("--prefill-ep") { Description = "Their expert parallel width." };
    private readonly Option<string?> precision = new("--precision") { Description = "Weight format in place of the checkpoint's." };
    private readonly Option<string?> kvPrecision = new("--kv-precision") { Description = "Cache format in place of the checkpoint's." };
    private readonly Option<ulong> seed = new("--seed") { Description = "Seed of all chance.", DefaultValueFactory = _ => 1 };
    private readonly Option<bool> stepByStep = new("--step-by-step") { Description = "Every decode step by itself: slow, the judge of leaping." };

    /// <summary>Options that say which requests come.</summary>
    public SimulateWorkloadOptions Load { get; } = new();

    /// <summary>Options that concern one replica.</summary>
    public SimulateReplicaOptions Replica { get; } = new();

    /// <summary>Options that concern many machines.</summary>
    public SimulateFleetOptions Fleet { get; } = new();

    /// <summary>A scenario file in place of the flags.</summary>
    public Option<string?> Scenario { get; } = new("--scenario") { Description = "FILE.csv whose rows are simulated, in place of model, system and plan." };

    /// <summary>Requests to a file.</summary>
    public Option<string?> Requests { get; } = new("--requests") { Description = "Write one row a request to FILE.csv." };

    /// <summary>Queue, cache and traffic over time to a file.</summary>
    public Option<string?> Timeline { get; } = new("--timeline") { Description = "Write traffic, queue, cache and work over time to FILE.csv." };

    /// <summary>Length of a row of that file.</summary>
    public Option<double> Interval { get; } = new("--interval") { Description = "Seconds of a row of --timeline.", DefaultValueFactory = _ => 10 };

    /// <summary>Timeline to a file.</summary>
    public Option<string?> ChromeTrace { get; } = new("--chrome-trace") { Description = "Write a timeline for Perfetto or chrome://tracing to FILE.json." };

    /// <summary>JSON in place of a table.</summary>
    public Option<bool> Json { get; } = CommonOptions.Json();

    /// <summary>All options.</summary>
    public IEnumerable<Option> All =>
    [
        .. Load.All, Scenario, model, system, engine, tensor, pipeline, attention, expert, replicas, split, prefillSystem, prefillTensor, prefillPipeline, prefillAttention, prefillExpert,
        precision, kvPrecision, .. Replica.All, .. Fleet.All, seed, stepByStep, Requests, Timeline, Interval, ChromeTrace, Json,
    ];

    /// <summary>Length of a row of <see cref="Timeline"/>.</summary>
    /// <param name="parsed">The command line.</param>
    public Seconds RowLength(ParseResult parsed) => parsed.GetValue(Interval) is >= 0.001 and <= 1e9 and var length
        ? Seconds.Of(length)
        : throw OptionNumbers.Fault(Interval, string.Create(CultureInfo.InvariantCulture, $"{parsed.GetValue(Interval)}"), "seconds from 0.001 to 1e9");

    /// <summary>Seed of all chance.</summary>
    /// <param name="parsed">The command line.</param>
    public ulong Seed(ParseResult parsed) => parsed.GetValue(seed);

    /// <summary>Whether every decode step is simulated by itself.</summary>
    /// <param name="parsed">The command line.</param>
    public bool StepByStep(ParseResult parsed) => parsed.GetValue(stepByStep);

    /// <summary>
    /// The scenario the flags stand for; its load is only a placeholder where requests come from elsewhere. With separate machines for
    /// prompts a second row describes those.
    /// </summary>
    /// <param name="parsed">The command line.</param>
    public string ToCsv(ParseResult parsed)
    {
        var findings = new FindingList();
        foreach (var (option, name) in new[] { (model, "--model"), (system, "--system") })
        {
            if (parsed.GetValue(option) is null)
            {
                findings.Add(new Finding("command line", 0, 0, name, string.Empty, "a name, or --scenario FILE.csv"));
            }
        }

        if (findings.Count > 0)
        {
            throw new BadInputException(findings);
        }

        var machines = OptionNumbers.Of(parsed, split, 2, 2);
        int Machines(int at) => (int)Math.Clamp(machines[at], 1, 1e6);
        var (tp, pp, ep, dp) = (parsed.GetValue(tensor), parsed.GetValue(pipeline), parsed.GetValue(expert), parsed.GetValue(attention));
        var (input, output) = Load.Lengths(parsed);
        string Row(string id, string? on, int tp, int pp, int ep, int dp, int count) => string.Create(CultureInfo.InvariantCulture,
            $"{id},\"{parsed.GetValue(model)}\",\"{on}\",\"{parsed.GetValue(engine)}\",{tp},{pp},{ep},{dp},{count},{parsed.GetValue(precision)},{parsed.GetValue(kvPrecision)},{input},{output},1\n");
        return "scenario_id,model,hw,engine,tp,pp,ep,dp,replicas,precision,kv_precision,isl,osl,request_rate\n"
            + Row("simulation", parsed.GetValue(system), tp, pp, ep, dp, machines is null ? parsed.GetValue(replicas) : Machines(1))
            + (machines is null ? string.Empty : Row(
                "prefill",
                parsed.GetValue(prefillSystem) ?? parsed.GetValue(system),
                parsed.GetValue(prefillTensor) ?? tp,
                parsed.GetValue(prefillPipeline) ?? pp,
                parsed.GetValue(prefillExpert) ?? ep,
                parsed.GetValue(prefillAttention) ?? dp,
                Machines(0)));
    }

    /// <summary>The requests, or null where each scenario's own load is to be simulated.</summary>
    /// <param name="parsed">The command line.</param>
    public SimulatedLoad? Workload(ParseResult parsed) => Load.Read(parsed, Seed(parsed))
        ?? (parsed.GetValue(Scenario) is not null ? null : throw new BadInputException(new Finding("command line", 0, 0, "--trace", string.Empty, "a load: a trace, a stream, conversations or --concurrency")));
}
