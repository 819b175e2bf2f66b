using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace InferenceModel.Reports.Forms;

/// <summary>Writes predictions in the forms of other tools, so that their readers and plots take them beside measurements.</summary>
public static class RunForms
{
    /// <summary>Seconds of steady state that counts and sums stand for, where a form asks for them.</summary>
    internal const double Window = 3600;

    /// <summary>Names of the forms on the command line.</summary>
    public static IReadOnlyList<(string Name, RunForm Form)> Names { get; } =
        [("vllm-bench", RunForm.VllmBench), ("aiperf", RunForm.AiPerf), ("aiconfigurator", RunForm.AiConfigurator), ("inferencex", RunForm.InferenceX)];

    /// <summary>The files a form makes of runs: what is added to the name before its ending, and the text.</summary>
    /// <param name="form">The form.</param>
    /// <param name="runs">The runs, at least one.</param>
    public static IReadOnlyList<(string Suffix, string Text)> Write(RunForm form, IReadOnlyList<PredictedRun> runs) => form switch
    {
        RunForm.VllmBench => [(string.Empty, VllmBenchForm.Write(runs))],
        RunForm.AiPerf => [.. runs.Select(run => (runs.Count == 1 ? string.Empty : "." + FileName(run.Id), AiPerfForm.Write(run)))],
        RunForm.InferenceX => [(string.Empty, InferenceXForm.Write(runs))],
        _ => ByMode(runs),
    };

    /// <summary>Whether a form has a place for a run's plan: context parallelism is unknown to some.</summary>
    /// <param name="form">The form.</param>
    /// <param name="run">The run.</param>
    public static bool CanExpress(RunForm form, PredictedRun run) => form switch
    {
        RunForm.InferenceX => run.Plan.ContextParallel == 1 && (run.PrefillPlan?.ContextParallel ?? 1) == 1,
        RunForm.AiConfigurator => run.PrefillPlan is null || run.Plan.ContextParallel == 1,
        _ => true,
    };

    /// <summary>A table as text.</summary>
    /// <param name="header">The columns.</param>
    /// <param name="rows">Cells of each row.</param>
    internal static string Table(IEnumerable<string> header, IEnumerable<IEnumerable<string>> rows)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using var csv = new CsvWriter(text, new CsvConfiguration(CultureInfo.InvariantCulture) { NewLine = "\n" });
        foreach (var row in rows.Prepend(header))
        {
            foreach (var cell in row)
            {
                csv.WriteField(cell);
            }

            csv.NextRecord();
        }

        csv.Flush();
        return text.ToString();
    }

    private static List<(string, string)> ByMode(IReadOnlyList<PredictedRun> runs)
    {
        var (whole, split) = (runs.Where(run => run.PrefillPlan is null).ToList(), runs.Where(run => run.PrefillPlan is not null).ToList());
        var isOne = whole.Count == 0 || split.Count == 0;
        var files = new List<(string, string)>();
        if (whole.Count > 0)
        {
            files.Add((isOne ? string.Empty : ".agg", AiConfiguratorForm.WriteAggregated(whole)));
        }

        if (split.Count > 0)
        {
            files.Add((isOne ? string.Empty : ".disagg", AiConfiguratorForm.WriteDisaggregated(split)));
        }

        return files;
    }

    private static string FileName(string id) => string.Concat(id.Select(letter => char.IsLetterOrDigit(letter) || letter is '-' or '_' ? letter : '_'));
}
