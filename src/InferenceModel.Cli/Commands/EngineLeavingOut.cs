using System.Collections.Immutable;
using System.CommandLine;
using InferenceModel.Calibration.Serving;
using InferenceModel.Reports;

namespace InferenceModel.Cli.Commands;

/// <summary>Predicts what the fit of host times has not seen: what <c>calibrate serving --leave-out</c> does.</summary>
internal static class EngineLeavingOut
{
    private const int Folds = 10;

    /// <summary>What can be left out: of a run for the fit of host times, and of an outcome for its interval.</summary>
    public static ImmutableSortedDictionary<string, (Func<ServingRun, string> UnitOf, Func<ServingOutcome, string> IntervalOf)> Kinds { get; } =
        new Dictionary<string, (Func<ServingRun, string>, Func<ServingOutcome, string>)>
        {
            ["model"] = (run => run.Model, outcome => outcome.Condition!.ModelShape),
            ["accelerator"] = (run => run.System, outcome => outcome.Condition!.Accelerator),
            ["configuration"] = (run => Fold(run.ConfigurationOf(run.Model)), outcome => Fold(outcome.Configuration)),
        }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>Fits and predicts, unit by unit, and prints errors and coverage of each and of all.</summary>
    /// <param name="console">Where it writes.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="runs">What was read.</param>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="json">JSON in place of a table.</param>
    public static ExitCode Execute(CommandConsole console, ParseResult parsed, IReadOnlyList<(ServingRun? Run, string Reason)> runs, string kind, bool json)
    {
        var (unitOf, intervalOf) = Kinds[kind];
        List<ServingRun> known = [.. runs.Select(run => run.Run).OfType<ServingRun>()];
        IReadOnlyList<ServingOutcome> outcomes = [];
        ProgressBar.Run(console, parsed, $"leaving out each {kind}", known.Where(run => run.IsClean).Select(unitOf).Distinct().Count(), done =>
            outcomes = IntervalHoldOut.LeaveOut(new EngineHoldOut(CommonOptions.Catalog(parsed)).Predict(known, unitOf, done), intervalOf));
        var table = new CatalogTable(
            [
                new("left_out", "left out"), new("metric", "metric"), new("rows", "rows"), new("median_abs_pct", "median %"), new("p75_abs_pct", "p75 %"),
                new("bias_pct", "bias %"), new("coverage90_pct", "cover 90 %"),
            ],
            [
                .. from keyOf in new Func<ServingOutcome, string>[] { _ => "all", outcome => unitOf(outcome.Run!) }
                   from row in IntervalCoverage.By(outcomes, keyOf)
                   select ImmutableArray.Create<object?>(
                       row.Key, row.Metric, (long)row.Errors.Count, row.Errors.MedianAbsolute, row.Errors.P75Absolute, row.Errors.Bias, row.Errors.Coverage90),
            ]);
        if (json)
        {
            console.Output.WriteLine(table.ToJson());
        }
        else
        {
            console.WriteTable(parsed, [.. table.Heads], table.TextRows(), [.. table.TextColumns]);
        }

        return outcomes.Count == 0 ? ExitCode.NothingFeasible : ExitCode.Ok;
    }

    private static string Fold(string configuration) => $"fold {IntervalFit.FoldOf(configuration, Folds)}";
}
