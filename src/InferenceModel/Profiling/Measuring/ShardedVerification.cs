using System.Diagnostics;
using InferenceModel.Calibration;
using InferenceModel.Models;
using InferenceModel.Units;

namespace InferenceModel.Profiling.Measuring;

/// <summary>
/// Two processes that share a model, one thread each. Both run the same script in step, so that a rank is profiled while the other is
/// busy with the same work, as it will be when they share a model: what they share of memory and cache is part of the profile.
/// </summary>
public static class ShardedVerification
{
    private const int Ranks = 2;
    private const int Exchanges = 60;
    private const int LargestRows = 512;

    private static readonly int[] ReduceRows = [1, 2, 4, 8, 16, 64, 256];
    private static readonly int[] GatherRows = [1, 4, 16];

    /// <summary>Why two ranks cannot share a model, or null where they can.</summary>
    /// <param name="model">The model.</param>
    public static string? Refusal(LanguageModel model) => model switch
    {
        _ when model.Layers.Any(group => group.Layer.IsParallel || group.Layer.Mixer is null || group.Layer.FeedForward is null) => "its layers are not a mixer and a feed-forward block one after the other",
        _ when model.Layers.Any(group => group.Layer.Mixer!.Heads % Ranks != 0 || group.Layer.Mixer.KeyValueHeads % Ranks != 0) => "its heads cannot be dealt to two ranks",
        _ when model.VocabularySize % Ranks != 0 => "its vocabulary cannot be dealt to two ranks",
        _ => null,
    };

    /// <summary>Numbers of the largest message two ranks exchange.</summary>
    /// <param name="model">The model.</param>
    public static int LargestMessage(LanguageModel model) => Math.Max(LargestRows * model.HiddenSize, 16 * model.VocabularySize / Ranks);

    /// <summary>One rank's part of the script; both ranks call it with the same arguments.</summary>
    /// <param name="model">The model, in 32 bits.</param>
    /// <param name="ranks">The ranks.</param>
    /// <param name="host">The machine.</param>
    /// <param name="settings">How thorough it is; rounds and shapes count, the budget does not, since both must do the same.</param>
    /// <param name="id">Name of the device.</param>
    /// <param name="source">What the measurements are called.</param>
    /// <param name="done">Called after each point.</param>
    public static ShardedReport Run(LanguageModel model, RankGroup ranks, ProfiledHost host, ProfileSettings settings, string id, string source, Action done)
    {
        var runtime = settings.Runtime with { Threads = 1 };
        var call = SessionCall.Measure(runtime);
        var measured = new List<(GridPoint Point, PointTimes Times)>();
        var reduces = new List<(double Rows, double Seconds)>();
        var gathers = new List<(double Rows, double Seconds)>();
        IReadOnlyList<MeasuredRow> rows;
        using (var profiler = new LayerProfiler(model, Ranks, settings.Grid, runtime))
        using (var whole = RunnableModel.Sharded(model, ranks, runtime))
        {
            for (var round = 0; round < settings.Rounds; round++)
            {
                reduces.AddRange(ReduceRows.Select(count => ((double)count, Reduce(ranks, count * model.HiddenSize))));
                gathers.AddRange(GatherRows.Select(count => ((double)count, Gather(ranks, count, model.VocabularySize / Ranks))));
                profiler.Round(settings.Repetitions, ranks.Barrier, () =>
                {
                    done();
                    return true;
                });
                foreach (var (_, point) in settings.Sharded.Index().Where(pair => pair.Index % settings.Rounds == round))
                {
                    ranks.Barrier();
                    measured.Add((point, whole.Measure(point, settings.DecodedTokens, settings.PromptRepetitions)));
                    done();
                }
            }

            rows = profiler.Finish(call);
        }

        var profile = new LayerProfile(DeviceFit.Fit(id, host, 1, rows, source), rows, call, settings.Rounds);
        return Compare(model, profile, (Line(reduces), Line(gathers)), measured, settings.DecodedTokens, source);
    }

    private static ShardedReport Compare(
        LanguageModel model,
        LayerProfile profile,
        ((Seconds Call, Seconds Row) Reduce, (Seconds Call, Seconds Row) Gather) talk,
        List<(GridPoint Point, PointTimes Times)> measured,
        int steps,
        string source)
    {
        // The lowering counts 16 bits a number: a row of the residual stream, a row of all ranks' logits of which half travels.
        var reduce = (talk.Reduce.Call, Bytes.Of(2.0 * model.HiddenSize) / talk.Reduce.Row);
        var gather = (talk.Gather.Call, Bytes.Of(model.VocabularySize) / talk.Gather.Row);
        var machine = ProfiledEngine.Ranks(profile, reduce, gather, source);
        var prediction = new StepPrediction(model, machine.System, machine.Engine, Ranks);
        return new ShardedReport(
            Ranks, profile, machine, reduce.Call, reduce.Item2, [.. measured.Select(one => new VerifiedPoint(one.Point, prediction.FirstToken(one.Point), prediction.PerToken(one.Point, steps), one.Times))]);
    }

    private static double Reduce(RankGroup ranks, int count)
    {
        var numbers = new float[count];
        return MedianOf(ranks, () => ranks.AllReduce(numbers));
    }

    private static double Gather(RankGroup ranks, int rows, int width)
    {
        var own = new float[rows * width];
        var all = new float[own.Length * Ranks];
        return MedianOf(ranks, () => ranks.AllGather(own, all, rows));
    }

    private static double MedianOf(RankGroup ranks, Action exchange)
    {
        ranks.Barrier();
        var seconds = new double[Exchanges];
        for (var i = 0; i < Exchanges; i++)
        {
            var start = Stopwatch.GetTimestamp();
            exchange();
            seconds[i] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        Array.Sort(seconds);
        return ErrorStatistics.Quantile(seconds, 0.5);
    }

    /// <summary>A cost for a call and one for a row: least squares of relative errors.</summary>
    internal static (Seconds Call, Seconds Row) Line(IReadOnlyList<(double Rows, double Seconds)> points)
    {
        double w = 0, x = 0, y = 0, xx = 0, xy = 0;
        foreach (var (rows, seconds) in points)
        {
            var weight = 1 / (seconds * seconds);
            (w, x, y, xx, xy) = (w + weight, x + (weight * rows), y + (weight * seconds), xx + (weight * rows * rows), xy + (weight * rows * seconds));
        }

        var slope = ((w * xy) - (x * y)) / ((w * xx) - (x * x));
        return (Seconds.Of(Math.Max(0, (y - (slope * x)) / w)), Seconds.Of(Math.Max(slope, double.Epsilon)));
    }
}
