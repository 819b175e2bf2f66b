using System.CommandLine;
using System.Globalization;
using InferenceModel.Catalog;
using InferenceModel.Catalog.Traces;
using InferenceModel.Simulation;
using InferenceModel.Units;
using InferenceModel.Workloads;

namespace InferenceModel.Cli.Commands;

/// <summary>The options of <c>simulate</c>, the scenario they stand for, and the requests.</summary>
internal sealed class SimulateOptions
{
    private readonly Option<string?> trace = new("--trace") { Description = "Recorded requests: Azure, Mooncake, BurstGPT, Vidur, APEX or our own CSV (arrival_s,input_tokens,output_tokens)." };
    private readonly Option<double?> poisson = new("--poisson") { Description = "Requests per second at random, in place of a trace." };
    private readonly Option<int?> concurrency = new("--concurrency", "-c") { Description = "Requests kept in flight, in place of a trace." };
    private readonly Option<int> isl = new("--isl") { Description = "Prompt tokens.", DefaultValueFactory = _ => 1024 };
    private readonly Option<int> osl = new("--osl") { Description = "Answer tokens.", DefaultValueFactory = _ => 256 };
    private readonly Option<int> count = new("--count") { Description = "Requests.", DefaultValueFactory = _ => 1000 };
    private readonly Option<double> spread = new("--least-length") { Description = "Lengths are uniform from this share of isl and osl to all of it.", DefaultValueFactory = _ => 1 };
    private readonly Option<double> rateScale = new("--rate-scale") { Description = "Pace of the trace over its own.", DefaultValueFactory = _ => 1 };
    private readonly Option<double> lengthScale = new("--length-scale") { Description = "Tokens of the trace over its own.", DefaultValueFactory = _ => 1 };
    private readonly Option<string?> model = new("--model", "-m") { Description = "Model name, config.json, or a folder with one." };
    private readonly Option<string?> system = new("--system", "--hw", "-s") { Description = "System name." };
    private readonly Option<string> engine = new("--engine") { Description = "Engine name.", DefaultValueFactory = _ => "vllm" };
    private readonly Option<int> tensor = new("--tp") { Description = "Tensor parallel width.", DefaultValueFactory = _ => 1 };
    private readonly Option<int> pipeline = new("--pp") { Description = "Pipeline stages.", DefaultValueFactory = _ => 1 };
    private readonly Option<int> attention = new("--dp") { Description = "Attention data parallel width.", DefaultValueFactory = _ => 1 };
    private readonly Option<int> expert = new("--ep") { Description = "Expert parallel width.", DefaultValueFactory = _ => 1 };
    private readonly Option<int> replicas = new("--replicas") { Description = "Copies.", DefaultValueFactory = _ => 1 };
    private readonly Option<string?> precision = new("--precision") { Description = "Weight format in place of the checkpoint's." };
    private readonly Option<string?> kvPrecision = new("--kv-precision") { Description = "Cache format in place of the checkpoint's." };
    private readonly Option<long?> kvBlocks = new("--kv-blocks") { Description = "Cache blocks of a rank in place of what memory leaves." };
    private readonly Option<int?> batchedTokens = new("--max-batched-tokens") { Description = "Tokens of a step in place of the engine's." };
    private readonly Option<int?> sequences = new("--max-sequences") { Description = "Requests running at once in place of the engine's." };
    private readonly Option<string> routing = new("--routing") { Description = "round_robin, least_loaded, power_of_two, prefix_aware or kv_aware.", DefaultValueFactory = _ => "least_loaded" };
    private readonly Option<ulong> seed = new("--seed") { Description = "Seed of all chance.", DefaultValueFactory = _ => 1 };
    private readonly Option<bool> stepByStep = new("--step-by-step") { Description = "Every decode step by itself: slow, the judge of leaping." };

    /// <summary>A scenario file in place of the flags.</summary>
    public Option<string?> Scenario { get; } = new("--scenario") { Description = "FILE.csv whose rows are simulated, in place of model, system and plan." };

    /// <summary>Requests to a file.</summary>
    public Option<string?> Requests { get; } = new("--requests") { Description = "Write one row a request to FILE.csv." };

    /// <summary>Timeline to a file.</summary>
    public Option<string?> ChromeTrace { get; } = new("--chrome-trace") { Description = "Write a timeline for Perfetto or chrome://tracing to FILE.json." };

    /// <summary>JSON in place of a table.</summary>
    public Option<bool> Json { get; } = CommonOptions.Json();

    /// <summary>All options.</summary>
    public IEnumerable<Option> All =>
    [
        trace, poisson, concurrency, isl, osl, count, spread, rateScale, lengthScale, Scenario, model, system, engine, tensor, pipeline, attention, expert, replicas, precision,
        kvPrecision, kvBlocks, batchedTokens, sequences, routing, seed, stepByStep, Requests, ChromeTrace, Json,
    ];

    /// <summary>Seed of all chance.</summary>
    /// <param name="parsed">The command line.</param>
    public ulong Seed(ParseResult parsed) => parsed.GetValue(seed);

    /// <summary>Whether every decode step is simulated by itself.</summary>
    /// <param name="parsed">The command line.</param>
    public bool StepByStep(ParseResult parsed) => parsed.GetValue(stepByStep);

    /// <summary>The scenario the flags stand for; its load is only a placeholder where requests come from a trace.</summary>
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

        return string.Create(CultureInfo.InvariantCulture,
            $"scenario_id,model,hw,engine,tp,pp,ep,dp,replicas,precision,kv_precision,isl,osl,request_rate\nsimulation,\"{parsed.GetValue(model)}\",\"{parsed.GetValue(system)}\",\"{parsed.GetValue(engine)}\",{parsed.GetValue(tensor)},{parsed.GetValue(pipeline)},{parsed.GetValue(expert)},{parsed.GetValue(attention)},{parsed.GetValue(replicas)},{parsed.GetValue(precision)},{parsed.GetValue(kvPrecision)},{parsed.GetValue(isl)},{parsed.GetValue(osl)},1\n");
    }

    /// <summary>The requests, or null where each scenario's own load is to be simulated.</summary>
    /// <param name="parsed">The command line.</param>
    /// <returns>A source for every call, and the mean context of a request.</returns>
    public (Func<IRequestSource> Source, double Context)? Workload(ParseResult parsed)
    {
        var given = (parsed.GetValue(trace) is null ? 0 : 1) + (parsed.GetValue(poisson) is null ? 0 : 1) + (parsed.GetValue(concurrency) is null ? 0 : 1);
        if (given == 0 && parsed.GetValue(Scenario) is not null)
        {
            return null;
        }

        if (given != 1)
        {
            throw new BadInputException(new Finding("command line", 0, 0, "--trace", string.Empty, $"exactly one of --trace, --poisson and --concurrency; {given} are given"));
        }

        Check(parsed);
        var chance = parsed.GetValue(seed);
        if (parsed.GetValue(trace) is { } path)
        {
            var read = TraceReader.Read(path);
            var scaled = parsed.GetValue(rateScale) == 1 && parsed.GetValue(lengthScale) == 1 ? read : read.Scaled(parsed.GetValue(rateScale), parsed.GetValue(lengthScale));
            return (() => new TraceSource(scaled), scaled.Requests.Average(request => request.InputTokens + (request.OutputTokens / 2.0)));
        }

        var (input, output, requests) = (parsed.GetValue(isl), parsed.GetValue(osl), parsed.GetValue(count));
        LengthDistribution lengths = parsed.GetValue(spread) >= 1 ? new LengthDistribution.Constant(input, output) : new LengthDistribution.Uniform(input, output, parsed.GetValue(spread));
        return (parsed.GetValue(poisson) is { } rate
            ? () => new StreamSource(new ArrivalProcess.Poisson(rate), lengths, requests, chance)
            : () => new ClosedLoopSource(parsed.GetValue(concurrency)!.Value, lengths, requests, chance), input + (output / 2.0));
    }

    /// <summary>Applies the limits pinned on the command line.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="settings">What the engine says.</param>
    public ReplicaSettings Pinned(ParseResult parsed, ReplicaSettings settings) => settings with
    {
        KvBlocks = parsed.GetValue(kvBlocks) ?? settings.KvBlocks,
        MaximumBatchedTokens = parsed.GetValue(batchedTokens) ?? settings.MaximumBatchedTokens,
        MaximumSequences = parsed.GetValue(sequences) ?? settings.MaximumSequences,
    };

    /// <summary>The settings of a run of some replicas.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="group">The replicas.</param>
    /// <param name="overhead">Time of a request outside all steps.</param>
    public SimulationSettings Settings(ParseResult parsed, ReplicaGroup group, Seconds overhead) => new()
    {
        Groups = [group],
        RequestOverhead = overhead,
        Routing = parsed.GetValue(routing) switch
        {
            "round_robin" => RoutingPolicy.RoundRobin,
            "least_loaded" => RoutingPolicy.LeastLoaded,
            "power_of_two" => RoutingPolicy.PowerOfTwo,
            "prefix_aware" => RoutingPolicy.PrefixAware,
            "kv_aware" => RoutingPolicy.KvAware,
            var other => throw new BadInputException(new Finding("command line", 0, 0, "--routing", other ?? string.Empty, "one of round_robin, least_loaded, power_of_two, prefix_aware, kv_aware")),
        },
        Seed = parsed.GetValue(seed),
        StepByStep = parsed.GetValue(stepByStep),
    };

    private void Check(ParseResult parsed)
    {
        var findings = new FindingList();
        void InRange(string name, double? value, double least, double most)
        {
            if (value is { } number && !(number >= least && number <= most))
            {
                findings.Add(new Finding("command line", 0, 0, name, number.ToString(CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}")));
            }
        }

        InRange("--poisson", parsed.GetValue(poisson), 1e-9, 1e9);
        InRange("--concurrency", parsed.GetValue(concurrency), 1, 1_000_000);
        InRange("--isl", parsed.GetValue(isl), 1, 100_000_000);
        InRange("--osl", parsed.GetValue(osl), 1, 100_000_000);
        InRange("--count", parsed.GetValue(count), 1, 1_000_000_000);
        InRange("--least-length", parsed.GetValue(spread), 0, 1);
        InRange("--rate-scale", parsed.GetValue(rateScale), 1e-6, 1e6);
        InRange("--length-scale", parsed.GetValue(lengthScale), 1e-3, 1e3);
        InRange("--kv-blocks", parsed.GetValue(kvBlocks), 1, 1e12);
        InRange("--max-batched-tokens", parsed.GetValue(batchedTokens), 1, 1 << 24);
        InRange("--max-sequences", parsed.GetValue(sequences), 1, 1 << 20);
        if (findings.Count > 0)
        {
            throw new BadInputException(findings);
        }
    }
}
