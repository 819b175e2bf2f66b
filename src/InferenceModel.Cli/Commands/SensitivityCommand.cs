using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text;
using InferenceModel.Catalog;
using InferenceModel.Interconnect;
using InferenceModel.Reports;
using InferenceModel.Scenarios;

namespace InferenceModel.Cli.Commands;

/// <summary><c>infermodel sensitivity</c>: what each wire is worth to one deployment.</summary>
internal static class SensitivityCommand
{
    private static readonly string[] Heads =
        ["changes in %", "change", "tok/s/user", "tok/s/GPU", "$/Mtok", "prefill", "decode", "even at $/h"];

    /// <summary>Describes the verb.</summary>
    /// <param name="console">Where it writes.</param>
    public static Command Create(CommandConsole console)
    {
        var file = new Argument<string?>("SCENARIOS.csv") { Description = "Scenario file; or give the deployment by options.", Arity = ArgumentArity.ZeroOrOne };
        var row = new Option<string?>("--row") { Description = "scenario_id of the row; the first row where it is absent." };
        var against = new Option<string[]>("--against") { Description = "Other systems, or links in place of the nearest: changes, and the price at which they break even.", AllowMultipleArgumentsPerToken = true };
        var json = CommonOptions.Json();
        var command = new Command("sensitivity", "Change one wire, the memory, compute or the domain at a time: what is each worth?") { file, row, against, json };
        var cells = Cells();
        foreach (var (_, option) in cells)
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed =>
        {
            var catalog = CommonOptions.EstimatingCatalog(parsed);
            var scenarios = parsed.GetValue(file) is { } path ? ScenarioReader.Read(path, catalog) : ScenarioReader.Parse("command line", Csv(parsed, cells), catalog);
            var wanted = parsed.GetValue(row);
            var chosen = scenarios.Rows.FirstOrDefault(candidate => wanted is null || candidate.Scenario?.Id == wanted);
            if (chosen?.Scenario is null)
            {
                var findings = new FindingListOf(scenarios.Findings).List;
                if (findings.Count == 0)
                {
                    findings.Add(new Finding(scenarios.Path, 0, 0, "--row", wanted ?? string.Empty, "a scenario_id of the file"));
                }

                throw new BadInputException(findings);
            }

            var runner = new ScenarioRunner(catalog);
            var others = Others(parsed.GetValue(against) ?? [], catalog, runner.System(chosen.Scenario));
            var (unchanged, rows) = new Sensitivity(catalog, runner).Of(chosen, others);
            return (int)Write(console, parsed, unchanged, rows, parsed.GetValue(json));
        });
        return command;
    }

    private static ImmutableArray<(string Column, Option<string?> Option)> Cells() =>
    [
        ("model", new("--model", "-m") { Description = "Model name, config.json, or a folder with one." }),
        ("hw", new("--hw", "--system", "-s") { Description = "System name, or a JSON file that describes one." }),
        ("engine", new("--engine") { Description = "Engine name." }),
        ("tp", new("--tp") { Description = "Tensor-parallel ranks." }),
        ("pp", new("--pp") { Description = "Pipeline stages." }),
        ("ep", new("--ep") { Description = "Expert-parallel ranks." }),
        ("dp", new("--dp") { Description = "Attention groups." }),
        ("cp", new("--cp") { Description = "Context-parallel ranks." }),
        ("replicas", new("--replicas") { Description = "Copies." }),
        ("precision", new("--precision") { Description = "Weight format in place of the checkpoint's." }),
        ("kv_precision", new("--kv-precision") { Description = "Cache format in place of the checkpoint's." }),
        ("isl", new("--isl") { Description = "Prompt tokens.", DefaultValueFactory = _ => "1024" }),
        ("osl", new("--osl") { Description = "Answer tokens.", DefaultValueFactory = _ => "1024" }),
        ("prefix_tokens", new("--prefix") { Description = "Prompt tokens found in the prefix cache." }),
        ("concurrency", new("--concurrency", "-c") { Description = "Requests kept in flight." }),
        ("request_rate", new("--request-rate") { Description = "Requests per second." }),
        ("users", new("--users") { Description = "Users (20 % active, one request a minute, peak twice the mean)." }),
        ("link_override", new("--link") { Description = "Link in place of the nearest." }),
        ("price_usd_per_gpu_hour", new("--price") { Description = "Price of a GPU hour." }),
    ];

    private static string Csv(ParseResult parsed, ImmutableArray<(string Column, Option<string?> Option)> cells)
    {
        static string Quoted(string? value) => value is null ? string.Empty : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        var text = new StringBuilder();
        text.AppendJoin(',', cells.Select(cell => cell.Column)).Append('\n');
        text.AppendJoin(',', cells.Select(cell => Quoted(parsed.GetValue(cell.Option)))).Append('\n');
        return text.ToString();
    }

    private static List<ServingSystem> Others(string[] names, ModelCatalog catalog, ServingSystem system)
    {
        var findings = new FindingList();
        var others = new List<ServingSystem>();
        foreach (var name in names)
        {
            if (catalog.Systems.Find(name) is { } other)
            {
                others.Add(other);
            }
            else if (catalog.Links.Find(name) is { } link)
            {
                others.Add(system.WithScaleUpLink(link) with { Id = $"{system.Id} with {link.Id}" });
            }
            else
            {
                findings.Add(new Finding("command line", 0, 0, "--against", Finding.Shorten(name), catalog.Systems.Unknown(name)));
            }
        }

        return findings.Count > 0 ? throw new BadInputException(findings) : others;
    }

    private static ExitCode Write(CommandConsole console, ParseResult parsed, ScenarioResult unchanged, ImmutableArray<SensitivityRow> rows, bool json)
    {
        if (json)
        {
            console.Output.WriteLine(SensitivityTable.Of(unchanged, rows).ToJson());
            return rows.IsEmpty ? ExitCode.NothingFeasible : ExitCode.Ok;
        }

        if (rows.IsEmpty)
        {
            console.Output.WriteLine($"{unchanged.Row.Scenario?.Id}: {ResultColumns.Words(unchanged.Status.ToString())}: {unchanged.Reason}");
            return ExitCode.NothingFeasible;
        }

        var summary = ResultSummary.Of([unchanged]);
        console.WriteTable(parsed, summary.Headers, summary.Rows.Select(row => (IReadOnlyList<string>)row), 0, summary.Headers.Length - 1);
        console.WriteTable(parsed, Heads, rows.Select(Cells), 0, 1);
        foreach (var row in rows.Where(row => row.Reason.Length > 0))
        {
            console.Output.WriteLine($"{row.Lever.Name}, {row.Lever.Change}: {row.Reason}");
        }

        return ExitCode.Ok;
    }

    private static IReadOnlyList<string> Cells(SensitivityRow row) =>
    [
        row.Lever.Name, row.Lever.Change, Percent(row.TokensPerUser), Percent(row.TokensPerAccelerator), Percent(row.CostPerToken), Percent(row.PromptStep), Percent(row.DecodeStep),
        row.BreakEven is { } price ? price.ToString("F2", CultureInfo.InvariantCulture) : "-",
    ];

    private static string Percent(double? share) => share is { } known ? (100 * known).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture) : "-";
}
