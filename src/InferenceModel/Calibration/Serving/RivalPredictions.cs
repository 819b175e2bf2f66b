using System.Collections.Immutable;
using InferenceModel.Catalog;
using InferenceModel.Units;

namespace InferenceModel.Calibration.Serving;

/// <summary>What another tool predicts for rows of a measured file, by the rows' names.</summary>
public static class RivalPredictions
{
    private const double LongestMilliseconds = 1e12;
    private static readonly Bytes LargestFile = Bytes.OfMebi(64);

    /// <summary>Reads predictions: a column <c>id</c> and two whose names end with <c>ttft_ms</c> and <c>tpot_ms</c>.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="BadInputException">The file cannot be read or lacks a column.</exception>
    public static ImmutableDictionary<string, (Seconds FirstToken, Seconds PerToken)> Read(string path)
    {
        var findings = new FindingList();
        var table = CsvTable.Read(path, LargestFile, findings);
        string? Column(string ending) => table.Header.FirstOrDefault(name => name.EndsWith(ending, StringComparison.Ordinal));
        if (!table.Has("id") || Column("ttft_ms") is not { } first || Column("tpot_ms") is not { } perToken)
        {
            findings.Add(new Finding(path, 1, 0, "header", string.Join(",", table.Header.Take(6)), "columns id, ..ttft_ms and ..tpot_ms"));
            throw new BadInputException(findings);
        }

        var all = ImmutableDictionary.CreateBuilder<string, (Seconds, Seconds)>(StringComparer.Ordinal);
        for (var i = 0; i < table.Rows.Length; i++)
        {
            var cells = table.Cells(i, findings);
            if (cells.Find(first) is not null && cells.Find(perToken) is not null)
            {
                all[cells.Text("id")] = (Seconds.OfMilliseconds(cells.Number(first, 0, LongestMilliseconds)), Seconds.OfMilliseconds(cells.Number(perToken, 0, LongestMilliseconds)));
            }
        }

        return findings.Count > 0 ? throw new BadInputException(findings) : all.ToImmutable();
    }

    /// <summary>Errors of both on the rows both predict.</summary>
    /// <param name="outcomes">Our predictions.</param>
    /// <param name="theirs">Theirs.</param>
    public static ImmutableArray<RivalErrors> Compare(IReadOnlyList<ServingOutcome> outcomes, IReadOnlyDictionary<string, (Seconds FirstToken, Seconds PerToken)> theirs)
    {
        List<ServingOutcome> both = [.. outcomes.Where(outcome => outcome is { Run.Load: ServingRunLoad.Clients, Prediction: not null } && theirs.ContainsKey(outcome.Run.Id))];
        var result = ImmutableArray.CreateBuilder<RivalErrors>();
        foreach (var (rows, takes) in new (string, Func<ServingOutcome, bool>)[] { ("all", _ => true), ("clean", outcome => outcome.IsSound) })
        {
            List<ServingOutcome> taken = [.. both.Where(takes)];
            result.AddRange(Errors("this model", rows, taken.SelectMany(outcome => ServingValidation.Points(outcome.Run!, outcome.Prediction!.Value))));
            result.AddRange(Errors("theirs", rows, taken.SelectMany(outcome => ServingValidation.Points(outcome.Run!, Completed(outcome.Run!, theirs[outcome.Run!.Id])))));
        }

        return result.ToImmutable();
    }

    /// <summary>The rest follows as it does for the measurements: clients in flight x answer tokens / end to end.</summary>
    private static ServingPrediction Completed(ServingRun run, (Seconds FirstToken, Seconds PerToken) theirs)
    {
        var output = run.OutputTokens * (1 + run.ShortestShare) / 2;
        var whole = theirs.FirstToken + (theirs.PerToken * (output - 1));
        return new ServingPrediction(theirs.FirstToken, theirs.PerToken, whole, ((ServingRunLoad.Clients)run.Load).Concurrency * output / whole.Total / run.Accelerators);
    }

    private static IEnumerable<RivalErrors> Errors(string model, string rows, IEnumerable<ComparedPoint> points) => points
        .GroupBy(point => point.Metric).OrderBy(metric => metric.Key, StringComparer.Ordinal)
        .Select(metric => new RivalErrors(rows, metric.Key, model, ErrorStatistics.Of([.. metric.Select(point => point.SignedPercent)])));
}
