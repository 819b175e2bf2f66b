using System.CommandLine;
using InferenceModel.Catalog;
using InferenceModel.Estimation;
using InferenceModel.Planning;
using InferenceModel.Reports.Plans;

namespace InferenceModel.Cli.Commands;

/// <summary>Options several verbs share.</summary>
internal static class CommonOptions
{
    private const string DataFolder = "models";

    /// <summary>Where the data lies.</summary>
    public static Option<string?> ModelsPath { get; } = new("--models-path") { Description = "Data folder in place of the shipped one.", Recursive = true };

    /// <summary>No progress and no notes.</summary>
    public static Option<bool> Quiet { get; } = new("--quiet") { Description = "No progress and no notes on stderr.", Recursive = true };

    /// <summary>No colour.</summary>
    public static Option<bool> NoColor { get; } = new("--no-color") { Description = "No colour (so does the variable NO_COLOR).", Recursive = true };

    /// <summary>JSON in place of a table.</summary>
    public static Option<bool> Json() => new("--json") { Description = "JSON on stdout in place of a table." };

    /// <summary>A file for the results.</summary>
    public static Option<string?> Output() => new("--out", "-o")
    {
        Description = "Write to FILE.csv or FILE.json (all columns), FILE.xlsx (workbook with live formulas), FILE.html or FILE.md (report), FILE.svg or FILE.png (Pareto plot).",
    };

    /// <summary>What Pareto plots show up.</summary>
    public static Option<string> Pareto()
    {
        var option = new Option<string>("--pareto") { Description = "What Pareto plots show against tokens/s/user: gpu (tokens/s/GPU), usd ($ per million tokens) or mw (tokens/s/MW).", DefaultValueFactory = _ => "gpu" };
        option.AcceptOnlyFromAmong("gpu", "usd", "mw");
        return option;
    }

    /// <summary>The measure an option names.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="option">The option.</param>
    public static ParetoMeasure Pareto(ParseResult parsed, Option<string> option) => parsed.GetValue(option) switch
    {
        "usd" => ParetoMeasure.Dollars,
        "mw" => ParetoMeasure.Megawatt,
        _ => ParetoMeasure.Accelerator,
    };

    /// <summary>The command line without the file it writes to, so that the same command gives the same bytes wherever they go.</summary>
    /// <param name="parsed">The command line.</param>
    public static string CommandLine(ParseResult parsed)
    {
        var words = parsed.Tokens.Select(token => token.Value).ToList();
        var kept = words.Where((word, i) => word is not ("--out" or "-o") && (i == 0 || words[i - 1] is not ("--out" or "-o")));
        return string.Join(' ', kept.Prepend("infermodel").Select(word => word.Contains(' ', StringComparison.Ordinal) ? $"\"{word}\"" : word));
    }

    /// <summary>A file's name and the SHA-256 of its bytes.</summary>
    /// <param name="path">The file.</param>
    public static (string Name, string Hash) Hashed(string path) => (Path.GetFileName(path), Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path))));

    /// <summary>The day prices are asked on.</summary>
    public static Option<string?> AsOf() => new("--as-of") { Description = "The day prices are asked on, as 2026-11-26; older ones are warned of. The day the price book was gone through where absent." };

    /// <summary>The day an option names; null where it is absent.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="option">The option.</param>
    /// <exception cref="BadInputException">It is no day.</exception>
    public static DateOnly? AsOf(ParseResult parsed, Option<string?> option) => parsed.GetValue(option) is not { } text ? null
        : PriceDate.Parse(text) ?? throw new BadInputException(new Finding("command line", 0, 0, option.Name, Finding.Shorten(text), PriceDate.Formats));

    /// <summary>Says which of the prices used are stale, each once.</summary>
    /// <param name="console">Where it writes.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="catalog">Where the price book stands.</param>
    /// <param name="used">What the prices were used for.</param>
    /// <param name="asOf">The day they are asked on.</param>
    public static void WarnOfStale(CommandConsole console, ParseResult parsed, ModelCatalog catalog, IEnumerable<Economics> used, DateOnly? asOf)
    {
        if (parsed.GetValue(Quiet))
        {
            return;
        }

        foreach (var warning in used.SelectMany(economics => economics.StaleWarnings(catalog.Prices, asOf)).Distinct())
        {
            console.Errors.WriteLine(warning);
        }
    }

    /// <summary>Opens the data folder.</summary>
    /// <param name="parsed">The command line.</param>
    public static ModelCatalog Catalog(ParseResult parsed) =>
        new(parsed.GetValue(ModelsPath) ?? Path.Combine(AppContext.BaseDirectory, DataFolder));

    /// <summary>Opens the data folder for a verb that estimates: kernels load while the verb reads its input.</summary>
    /// <param name="parsed">The command line.</param>
    public static ModelCatalog EstimatingCatalog(ParseResult parsed)
    {
        var catalog = Catalog(parsed);
        catalog.Prefetch(LikelyFamilies.OfAll);
        return catalog;
    }
}
