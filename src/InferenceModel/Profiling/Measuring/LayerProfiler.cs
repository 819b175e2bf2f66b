using System.Collections.Immutable;
using System.Diagnostics;
using InferenceModel.Models;
using InferenceModel.Operators.Calls;
using InferenceModel.Profiling.Layers;
using InferenceModel.Profiling.Running;
using InferenceModel.Units;

namespace InferenceModel.Profiling.Measuring;

/// <summary>
/// Times the operators of a model's layers, in the order and with the caches and weights they have in the whole model, by ONNX Runtime's own
/// profile. Rounds over the grid may be interleaved with other work, so that a slow minute of the machine touches everything alike. Being profiled
/// costs a node some microseconds: every point also runs without it, and the median difference over decoding points, by the node, is taken off.
/// </summary>
public sealed class LayerProfiler : IDisposable
{
    private const ulong Seed = 1;
    private const double MostOverheadShare = 0.5;

    /// <summary>Idle threads of a session spin for a while after a run; another session waits until they have stopped.</summary>
    private static readonly TimeSpan Calm = TimeSpan.FromMilliseconds(30);

    private readonly LanguageModel cut;
    private readonly int tensorParallel;
    private readonly ImmutableArray<GridPoint> grid;
    private readonly TidyPath folder;
    private readonly ModelSession session;
    private readonly ModelSession unprofiled;
    private readonly List<(GridPoint Point, double? Sampling)> runs = [];
    private readonly List<(GridPoint Point, double Seconds)> plainRuns = [];

    /// <summary>Loads the layers.</summary>
    /// <param name="model">The model, in 32 bits.</param>
    /// <param name="tensorParallel">Ranks that share it; one rank's part is timed.</param>
    /// <param name="grid">Shapes to time.</param>
    /// <param name="runtime">How ONNX Runtime runs.</param>
    public LayerProfiler(LanguageModel model, int tensorParallel, ImmutableArray<GridPoint> grid, RuntimeOptions runtime)
    {
        cut = CutModel.Of(model);
        this.tensorParallel = tensorParallel;
        this.grid = grid;
        folder = TidyPath.Folder();
        var graph = LayerGraphs.Whole(cut, new LayerGraphOptions(LayerPhase.Decode, TensorParallel: tensorParallel, Positions: RunnableModel.Positions(model)));
        var filled = SeededWeights.Fill(graph, Seed);
        session = new ModelSession(filled, runtime with { ProfilePrefix = Path.Combine(folder.Value, "ort") });
        unprofiled = new ModelSession(filled, runtime);
    }

    /// <summary>Points of the grid.</summary>
    public int Points => grid.Length;

    /// <summary>Runs every point: once to warm up, then so many times.</summary>
    /// <param name="repetitions">Timed runs of a decoding point; prompts run half as often.</param>
    /// <param name="before">Called before each point.</param>
    /// <param name="mayGoOn">Asked after each point.</param>
    /// <returns>Whether the round was finished.</returns>
    public bool Round(int repetitions, Action before, Func<bool> mayGoOn)
    {
        foreach (var point in grid)
        {
            before();
            Run(point, point.IsDecode ? repetitions : (repetitions + 1) / 2);
            if (!mayGoOn())
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Ends the measurement and gives what was timed.</summary>
    /// <param name="call">Time of a session's call beside its nodes.</param>
    public IReadOnlyList<MeasuredRow> Finish(Seconds call)
    {
        var profiled = RuntimeProfile.Read(session.EndProfile());
        if (profiled.Count != runs.Count)
        {
            throw new InvalidOperationException($"ONNX Runtime noted {profiled.Count} runs of {runs.Count}.");
        }

        var points = runs.Zip(profiled).Where(run => run.First.Sampling is not null).GroupBy(run => run.First.Point).ToList();
        var overhead = Overhead([.. points.Where(same => same.Key.IsDecode).Select(same => (same.Key, same.Select(run => run.Second).ToList()))], call);
        return [.. points.SelectMany(same => Rows(same.Key, [.. same.Select(run => (run.Second, run.First.Sampling!.Value))], overhead))];
    }

    /// <inheritdoc />
    public void Dispose()
    {
        session.Dispose();
        unprofiled.Dispose();
        folder.Dispose();
    }

    /// <summary>Seconds a node is slowed by being profiled; none where runs without a profile are no quicker.</summary>
    private double Overhead(IReadOnlyList<(GridPoint Point, List<ImmutableArray<ProfiledNode>> Runs)> decoding, Seconds call)
    {
        var differences = decoding.Select(one =>
            (Median(one.Runs.Select(nodes => nodes.Sum(node => node.Seconds))) + call.Total - Median(plainRuns.Where(run => run.Point == one.Point).Select(run => run.Seconds))) / one.Runs[0].Length).ToList();
        return differences.Count == 0 ? 0 : Math.Max(0, Median(differences));
    }

    private IEnumerable<MeasuredRow> Rows(GridPoint point, List<(ImmutableArray<ProfiledNode> Nodes, double Sampling)> same, double overhead)
    {
        var times = new Dictionary<KernelCall, List<double>>();
        var rest = new List<double>();
        foreach (var (nodes, sampling) in same)
        {
            var called = nodes.Select(node => (Call: NodeCalls.Of(node), Seconds: Math.Max(node.Seconds * MostOverheadShare, node.Seconds - overhead))).ToList();
            foreach (var equal in called.Where(node => node.Call is not null).GroupBy(node => node.Call!))
            {
                (times.TryGetValue(equal.Key, out var list) ? list : times[equal.Key] = []).Add(equal.Average(node => node.Seconds));
            }

            rest.Add(sampling + called.Where(node => node.Call is null).Sum(node => node.Seconds));
        }

        return times.Select(pair => MeasuredRow.Of(point, pair.Key, pair.Value)).Append(MeasuredRow.Of(point, LoweredElementwise.Of(cut, tensorParallel, point), rest));
    }

    private static double Median(IEnumerable<double> seconds) => Calibration.ErrorStatistics.Quantile([.. seconds.Order()], 0.5);

    private void Run(GridPoint point, int repetitions)
    {
        var capacity = point.Past + point.Tokens;
        var sizes = new Dictionary<string, long> { ["batch"] = point.Batch, ["tokens"] = point.Tokens, ["cache"] = capacity };
        using var run = new GraphRun(session, sizes);
        RunnableModel.Feed(run, point.Past, point.Tokens);
        var chosen = new long[point.Batch];
        for (var i = -1; i < repetitions; i++)
        {
            run.Run();
            var start = Stopwatch.GetTimestamp();
            Greedy.Choose(run["logits"].Numbers, chosen);
            runs.Add((point, i < 0 ? null : Stopwatch.GetElapsedTime(start).TotalSeconds));
        }

        if (point.IsDecode)
        {
            Unprofiled(point, sizes, repetitions);
        }
    }

    private void Unprofiled(GridPoint point, Dictionary<string, long> sizes, int repetitions)
    {
        Thread.Sleep(Calm);
        using (var plain = new GraphRun(unprofiled, sizes))
        {
            RunnableModel.Feed(plain, point.Past, point.Tokens);
            for (var i = -1; i < repetitions; i++)
            {
                var start = Stopwatch.GetTimestamp();
                plain.Run();
                if (i >= 0)
                {
                    plainRuns.Add((point, Stopwatch.GetElapsedTime(start).TotalSeconds));
                }
            }
        }

        Thread.Sleep(Calm);
    }
}
