using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using InferenceModel.Catalog;
using InferenceModel.Models;
using InferenceModel.Planning;
using InferenceModel.Scenarios;
using InferenceModel.Units;
using InferenceModel.Workloads;

namespace InferenceModel.Cli.Commands;

/// <summary>The options of <c>recommend</c>, and the question they stand for.</summary>
internal sealed class RecommendOptions
{
    private const int DefaultWidest = 16;
    private const int MostAccelerators = 100_000;

    private readonly Option<string> model = new("--model", "-m") { Description = "Model name, config.json, or a folder with one.", Required = true };
    private readonly Option<string> system = new("--system", "--hw", "-s") { Description = "System names, with commas between.", Required = true };
    private readonly Option<string> engine = new("--engine") { Description = "Engine names, with commas between.", DefaultValueFactory = _ => "vllm" };
    private readonly Option<string?> precision = new("--precision") { Description = "Weight formats in place of the checkpoint's, with commas between." };
    private readonly Option<int?> gpus = new("--gpus") { Description = "Accelerators to get the most out of." };
    private readonly Option<double?> rate = new("--request-rate") { Description = "Requests per second at the peak." };
    private readonly Option<double?> concurrency = new("--concurrency", "-c") { Description = "Requests in flight." };
    private readonly Option<double?> users = new("--users") { Description = "Users (20 % active, one request a minute, peak twice the mean)." };
    private readonly Option<double> isl = new("--isl") { Description = "Prompt tokens.", DefaultValueFactory = _ => 1024 };
    private readonly Option<double> osl = new("--osl") { Description = "Answer tokens.", DefaultValueFactory = _ => 1024 };
    private readonly Option<double> prefix = new("--prefix") { Description = "Prompt tokens found in the prefix cache." };
    private readonly Option<double?> ttft = new("--ttft") { Description = "Most time to first token, ms." };
    private readonly Option<double?> tpot = new("--tpot") { Description = "Most time per output token, ms." };
    private readonly Option<double?> endToEnd = new("--e2e") { Description = "Most time of a whole request, ms." };
    private readonly Option<string> percentile = new("--percentile") { Description = "What limits apply to: mean, 50, 95 or 99.", DefaultValueFactory = _ => "mean" };
    private readonly Option<string> serving = new("--serving") { Description = "aggregated, disaggregated or both.", DefaultValueFactory = _ => "both" };
    private readonly Option<double> headroom = new("--headroom") { Description = "Share added to the load." };
    private readonly Option<int> spare = new("--spare") { Description = "Workers of each kind that stand by." };
    private readonly Option<string> tier = new("--price-tier") { Description = "own_hyperscaler, own_neocloud, rental_3yr or on_demand.", DefaultValueFactory = _ => "rental_3yr" };
    private readonly Option<double?> price = new("--price") { Description = "A price of one accelerator for an hour in place of the price book's, USD." };
    private readonly Option<int> top = new("--top") { Description = "Deployments to recommend.", DefaultValueFactory = _ => 5 };

    /// <summary>Whether finalists are simulated.</summary>
    public Option<bool> NoSimulation { get; } = new("--no-simulation") { Description = "Do not simulate the finalists." };

    /// <summary>The day prices are asked on.</summary>
    public Option<string?> AsOf { get; } = CommonOptions.AsOf();

    /// <summary>Results to a file.</summary>
    public Option<string?> Output { get; } = CommonOptions.Output();

    /// <summary>What Pareto plots show up.</summary>
    public Option<string> Pareto { get; } = CommonOptions.Pareto();

    /// <summary>The model, as the command line names it.</summary>
    /// <param name="parsed">The command line.</param>
    public string Model(ParseResult parsed) => parsed.GetValue(model)!;

    /// <summary>Recommendations in the forms of other tools.</summary>
    public ExportOption Export { get; } = new();

    /// <summary>JSON in place of a table.</summary>
    public Option<bool> Json { get; } = CommonOptions.Json();

    /// <summary>All options.</summary>
    public IEnumerable<Option> All =>
    [
        model, system, engine, precision, gpus, rate, concurrency, users, isl, osl, prefix, ttft, tpot, endToEnd, percentile, serving, headroom, spare, tier, price, top, NoSimulation, AsOf, Output, Export.Option, Pareto, Json,
    ];

    /// <summary>The question.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="catalog">What names refer to.</param>
    /// <exception cref="BadInputException">Something is unknown or out of range.</exception>
    public PlanRequest ToRequest(ParseResult parsed, ModelCatalog catalog)
    {
        var findings = new FindingList();
        var chosen = catalog.Model(parsed.GetValue(model)!, findings);
        var systems = Names(parsed, system, catalog.Systems, findings);
        var engines = Names(parsed, engine, catalog.Engines, findings);
        var precisions = Precisions(parsed, findings);
        var target = Target(parsed, findings);
        var shape = new RequestShape(Number(parsed, isl, 1, 1e8, findings), Number(parsed, osl, 1, 1e8, findings), Number(parsed, prefix, 0, parsed.GetValue(isl), findings));
        var mark = Word(parsed, percentile, [("mean", 0), ("50", 50), ("95", 95), ("99", 99), ("p50", 50), ("p95", 95), ("p99", 99)], findings);
        var level = new ServiceLevel(Limit(parsed, ttft, findings), Limit(parsed, tpot, findings), Limit(parsed, endToEnd, findings), mark);
        var modes = Word<ImmutableArray<ServingMode>>(parsed, serving, [("both", [ServingMode.Aggregated, ServingMode.Disaggregated]), ("aggregated", [ServingMode.Aggregated]), ("disaggregated", [ServingMode.Disaggregated])], findings);
        var terms = Word(parsed, tier, PriceTiers.Words, findings);
        var (extra, spares, best) = (Number(parsed, headroom, 0, 10, findings), (int)Number(parsed, spare, 0, 1000, findings), (int)Number(parsed, top, 1, 1000, findings));
        var stated = parsed.GetValue(price) is null ? null : (UsdPerHour?)UsdPerHour.Of(Number(parsed, price, 0, 10_000, findings));
        if (chosen is not null && shape.InputTokens + shape.OutputTokens > chosen.MaximumContext)
        {
            Report(isl, string.Create(CultureInfo.InvariantCulture, $"{shape.InputTokens + shape.OutputTokens}"), $"isl + osl within the model's longest context, {chosen.MaximumContext}", findings);
        }

        if (findings.Count > 0)
        {
            throw new BadInputException(findings);
        }

        var widest = Math.Min(DefaultWidest, target is PlanTarget.Accelerators given ? given.Count : DefaultWidest);
        var (workers, refused) = WorkerOptions.Of(
            catalog, chosen!, systems, engines, precisions, shape, level, widest, one => Economics.Of(one, catalog.Prices, new CostTerms { Price = stated, Tier = terms }, catalog.PhasePower(one.Accelerator.Architecture), default));
        return new PlanRequest
        {
            Workers = workers, Refused = refused, Request = shape, Target = target!, Level = level, Modes = modes, Headroom = extra, Spare = spares, Top = best,
        };
    }

    private PlanTarget? Target(ParseResult parsed, FindingList findings)
    {
        Option[] loads = [gpus, rate, concurrency, users];
        var given = loads.Where(option => parsed.GetResult(option) is not null).ToList();
        if (given.Count != 1)
        {
            findings.Add(new Finding("command line", 0, 0, gpus.Name, string.Empty, $"exactly one of {string.Join(", ", loads.Select(option => option.Name))}"));
            return null;
        }

        return given[0] == gpus ? new PlanTarget.Accelerators((int)Number(parsed, gpus, 1, MostAccelerators, findings))
            : given[0] == rate ? new PlanTarget.Rate(Number(parsed, rate, 1e-9, 1e9, findings))
            : given[0] == concurrency ? new PlanTarget.Concurrency(Number(parsed, concurrency, 1, 1e9, findings))
            : new PlanTarget.Rate(Load.OfUsers(Number(parsed, users, 1, 1e11, findings), 0.2, 1, 2).RequestsPerSecond);
    }

    private static List<T> Names<T>(ParseResult parsed, Option<string> option, Shelf<T> shelf, FindingList findings)
        where T : class
    {
        var found = new List<T>();
        foreach (var name in parsed.GetValue(option)!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (shelf.Find(name) is not { } item)
            {
                Report(option, name, shelf.Unknown(name), findings);
            }
            else if (!found.Contains(item))
            {
                found.Add(item);
            }
        }

        return found;
    }

    private List<WeightFormat?> Precisions(ParseResult parsed, FindingList findings)
    {
        var found = new List<WeightFormat?>();
        foreach (var name in (parsed.GetValue(precision) ?? string.Empty).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var format = WeightFormat.All.FirstOrDefault(one => one.Id == name);
            if (format is null)
            {
                Report(precision, name, $"one of {string.Join(", ", WeightFormat.All.Select(one => one.Id))}", findings);
            }

            found.Add(format);
        }

        return found.Count > 0 ? found : [null];
    }

    private static Seconds? Limit(ParseResult parsed, Option<double?> option, FindingList findings) =>
        parsed.GetValue(option) is null ? null : Seconds.OfMilliseconds(Number(parsed, option, 0.001, 1e9, findings));

    private static double Number<T>(ParseResult parsed, Option<T> option, double least, double most, FindingList findings)
    {
        var value = Convert.ToDouble(parsed.GetValue(option), CultureInfo.InvariantCulture);
        if (!(value >= least && value <= most))
        {
            Report(option, value.ToString(CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}"), findings);
        }

        return value;
    }

    private static T Word<T>(ParseResult parsed, Option<string> option, ImmutableArray<(string Word, T Meaning)> words, FindingList findings)
    {
        var text = parsed.GetValue(option)!;
        foreach (var (word, meaning) in words)
        {
            if (word == text)
            {
                return meaning;
            }
        }

        Report(option, text, $"one of {string.Join(", ", words.Select(pair => pair.Word))}", findings);
        return words[0].Meaning;
    }

    private static void Report(Option option, string value, string expected, FindingList findings) =>
        findings.Add(new Finding("command line", 0, 0, option.Name, value, expected));
}
