using System.CommandLine;
using InferenceModel.Catalog;
using InferenceModel.Estimation;

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
