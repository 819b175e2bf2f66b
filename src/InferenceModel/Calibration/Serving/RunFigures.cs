using InferenceModel.Units;

namespace InferenceModel.Calibration.Serving;

/// <summary>What a benchmark's file says about one run, whatever its form.</summary>
/// <param name="Id">The run's name.</param>
/// <param name="Source">The kind of file.</param>
/// <param name="InputTokens">Mean prompt tokens.</param>
/// <param name="OutputTokens">Mean answer tokens.</param>
/// <param name="Load">How requests arrived.</param>
/// <param name="TimeToFirstToken">Mean time to first token; null where it was not measured.</param>
/// <param name="TimePerOutputToken">Mean time per output token; null where it was not measured.</param>
/// <param name="EndToEnd">Mean time of a whole request; null where it was not measured.</param>
/// <param name="OutputPerSecond">Answer tokens per second of the whole deployment; null where they were not measured.</param>
/// <param name="IsClean">Whether all requests were answered.</param>
internal sealed record RunFigures(
    string Id,
    string Source,
    double InputTokens,
    double OutputTokens,
    ServingRunLoad Load,
    Seconds? TimeToFirstToken,
    Seconds? TimePerOutputToken,
    Seconds? EndToEnd,
    double? OutputPerSecond,
    bool IsClean)
{
    /// <summary>The run, with what was served on what taken from the fields.</summary>
    /// <param name="fields">What was served, on what.</param>
    public ServingRun ToRun(RunFields fields)
    {
        var (format, precision) = (fields.Precision(), fields.Find("precision") ?? "checkpoint");
        var (model, system, engine) = (fields.Text("model"), fields.Text("system"), fields.Text("engine"));
        var (plan, prefill) = (fields.Plan(), fields.PrefillPlan());
        var kind = Load switch { ServingRunLoad.Queued => "queued", ServingRunLoad.Clients => "closed", ServingRunLoad.StaticBatch => "static", _ => "rate" };
        var run = new ServingRun
        {
            Id = Id,
            Model = model,
            Precision = precision,
            DenseFormat = format,
            ExpertFormat = format,
            KvFormat = fields.KvPrecision(),
            System = system,
            Engine = engine,
            Plan = plan,
            PrefillPlan = prefill,
            InputTokens = InputTokens,
            OutputTokens = OutputTokens,
            Load = Load,
            TimeToFirstToken = TimeToFirstToken,
            TimePerOutputToken = OutputTokens >= 2 ? TimePerOutputToken : null,
            EndToEnd = EndToEnd ?? (TimeToFirstToken is { } first && TimePerOutputToken is { } next ? first + (next * Math.Max(0, OutputTokens - 1)) : null),
            IsClean = IsClean,
            Cell = $"{system}|{prefill}|{plan}|{model}|{precision}|{engine}|{kind}",
            Labels = [("system", system), ("engine", engine), ("model", model), ("precision", precision), ("serving", prefill is null ? kind : "disaggregated"), ("source", Source)],
        };
        return run with { OutputPerAccelerator = OutputPerSecond / run.Accelerators };
    }
}
