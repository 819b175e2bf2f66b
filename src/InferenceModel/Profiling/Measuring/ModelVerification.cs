using System.Collections.Immutable;
using System.Diagnostics;
using InferenceModel.Models;

namespace InferenceModel.Profiling.Measuring;

/// <summary>
/// Profiles a model's layers and runs the whole model, by turns, on one machine: the profile's prediction of times to first token and per token
/// against what the whole model takes.
/// </summary>
public static class ModelVerification
{
    /// <summary>Only the profile.</summary>
    /// <param name="model">The model, in 32 bits.</param>
    /// <param name="id">Name of the device.</param>
    /// <param name="host">The machine.</param>
    /// <param name="settings">How thorough it is.</param>
    /// <param name="source">What the measurements are called.</param>
    /// <param name="done">Called after each point.</param>
    public static LayerProfile Profile(LanguageModel model, string id, ProfiledHost host, ProfileSettings settings, string source, Action done)
    {
        var clock = Stopwatch.StartNew();
        var call = SessionCall.Measure(settings.Runtime);
        using var profiler = new LayerProfiler(model, 1, settings.Grid, settings.Runtime);
        var rounds = 0;
        bool MayGoOn()
        {
            done();
            return rounds == 0 || clock.Elapsed < settings.Budget;
        }

        while (rounds < settings.Rounds && (rounds == 0 || clock.Elapsed < settings.Budget) && profiler.Round(settings.Repetitions, () => { }, MayGoOn))
        {
            rounds++;
        }

        var rows = profiler.Finish(call);
        return new LayerProfile(DeviceFit.Fit(id, host, settings.Runtime.Threads, rows, source), rows, call, rounds);
    }

    /// <summary>Profile and whole model by turns.</summary>
    /// <param name="model">The model, in 32 bits.</param>
    /// <param name="id">Name of the device.</param>
    /// <param name="host">The machine.</param>
    /// <param name="settings">How thorough it is.</param>
    /// <param name="source">What the measurements are called.</param>
    /// <param name="done">Called after each point.</param>
    public static (LayerProfile Profile, IReadOnlyList<VerifiedPoint> Points) Verify(
        LanguageModel model, string id, ProfiledHost host, ProfileSettings settings, string source, Action done)
    {
        var clock = Stopwatch.StartNew();
        var call = SessionCall.Measure(settings.Runtime);
        var measured = new List<(GridPoint Point, PointTimes Times)>();
        IReadOnlyList<MeasuredRow> rows;
        using (var profiler = new LayerProfiler(model, 1, settings.Grid, settings.Runtime))
        using (var whole = RunnableModel.Whole(model, settings.Runtime))
        {
            bool MayGoOn()
            {
                done();
                return measured.Count == 0 || clock.Elapsed < settings.Budget;
            }

            for (var round = 0; round < settings.Rounds && MayGoOn(); round++)
            {
                profiler.Round(settings.Repetitions, () => { }, MayGoOn);
                foreach (var (_, point) in settings.Verified.Index().Where(pair => pair.Index % settings.Rounds == round).TakeWhile(_ => MayGoOn()))
                {
                    measured.Add((point, whole.Measure(point, settings.DecodedTokens, settings.PromptRepetitions)));
                }
            }

            rows = profiler.Finish(call);
        }

        var profile = new LayerProfile(DeviceFit.Fit(id, host, settings.Runtime.Threads, rows, source), rows, call, settings.Rounds);
        return (profile, Compare(model, profile, measured, settings.DecodedTokens, source));
    }

    private static ImmutableArray<VerifiedPoint> Compare(
        LanguageModel model, LayerProfile profile, IEnumerable<(GridPoint Point, PointTimes Times)> measured, int steps, string source)
    {
        var machine = ProfiledEngine.Alone(profile, source);
        var prediction = new StepPrediction(model, machine.System, machine.Engine, 1);
        return [.. measured.Select(one => new VerifiedPoint(one.Point, prediction.FirstToken(one.Point), prediction.PerToken(one.Point, steps), one.Times))];
    }
}
