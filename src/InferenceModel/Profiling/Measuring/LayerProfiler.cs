using System.Collections.Immutable;
using System.Diagnostics;
using InferenceModel.Models;
using InferenceModel.Operators.Calls;
using InferenceModel.Profiling.Layers;
using InferenceModel.Profiling.Running;

namespace InferenceModel.Profiling.Measuring;

/// <summary>
/// Times the operators of a model's layers, in the order and with the caches and weights they have in the whole model, by ONNX Runtime's own
/// profile. Rounds over the grid may be interleaved with other work, so that a slow minute of the machine touches everything alike.
/// </summary>
public sealed class LayerProfiler : IDisposable
{
    private const ulong Seed = 1;

    private readonly LanguageModel cut;
    private readonly int tensorParallel;
    private readonly ImmutableArray<GridPoint> grid;
    private readonly TidyPath folder;
    private readonly ModelSession session;
    private readonly List<(GridPoint Point, double? Sampling)> runs = [];

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
        session = new ModelSession(SeededWeights.Fill(graph, Seed), runtime with { ProfilePrefix = Path.Combine(folder.Value, "ort") });
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
    public IReadOnlyList<MeasuredRow> Finish()
    {
        var profiled = RuntimeProfile.Read(session.EndProfile());
        if (profiled.Count != runs.Count)
        {
            throw new InvalidOperationException($"ONNX Runtime noted {profiled.Count} runs of {runs.Count}.");
        }

        var rows = new List<MeasuredRow>();
        foreach (var same in runs.Zip(profiled).Where(run => run.First.Sampling is not null).GroupBy(run => run.First.Point))
        {
            rows.AddRange(Rows(same.Key, [.. same.Select(run => (run.Second, run.First.Sampling!.Value))]));
        }

        return rows;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        session.Dispose();
        folder.Dispose();
    }

    private IEnumerable<MeasuredRow> Rows(GridPoint point, List<(ImmutableArray<ProfiledNode> Nodes, double Sampling)> same)
    {
        var times = new Dictionary<KernelCall, List<double>>();
        var rest = new List<double>();
        foreach (var (nodes, sampling) in same)
        {
            var called = nodes.Select(node => (Call: NodeCalls.Of(node), node.Seconds)).ToList();
            foreach (var equal in called.Where(node => node.Call is not null).GroupBy(node => node.Call!))
            {
                (times.TryGetValue(equal.Key, out var list) ? list : times[equal.Key] = []).Add(equal.Average(node => node.Seconds));
            }

            rest.Add(sampling + called.Where(node => node.Call is null).Sum(node => node.Seconds));
        }

        return times.Select(pair => MeasuredRow.Of(point, pair.Key, pair.Value)).Append(MeasuredRow.Of(point, LoweredElementwise.Of(cut, tensorParallel, point), rest));
    }

    private void Run(GridPoint point, int repetitions)
    {
        var capacity = point.Past + point.Tokens;
        using var run = new GraphRun(session, new Dictionary<string, long> { ["batch"] = point.Batch, ["tokens"] = point.Tokens, ["cache"] = capacity });
        RunnableModel.Feed(run, point.Past, point.Tokens);
        var chosen = new long[point.Batch];
        for (var i = -1; i < repetitions; i++)
        {
            run.Run();
            var start = Stopwatch.GetTimestamp();
            Greedy.Choose(run["logits"].Numbers, chosen);
            runs.Add((point, i < 0 ? null : Stopwatch.GetElapsedTime(start).TotalSeconds));
        }
    }
}
