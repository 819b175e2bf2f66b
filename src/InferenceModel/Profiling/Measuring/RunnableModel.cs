using System.Diagnostics;
using InferenceModel.Models;
using InferenceModel.Profiling.Layers;
using InferenceModel.Profiling.Running;

namespace InferenceModel.Profiling.Measuring;

/// <summary>
/// A whole model with random weights that computes prompts and decodes over a cache it keeps: in one graph, or as one rank's pieces
/// with sums over ranks between them.
/// </summary>
public sealed class RunnableModel : IDisposable
{
    private const ulong Seed = 1;

    private readonly LanguageModel model;
    private readonly IReadOnlyList<ModelSession> pieces;
    private readonly RankGroup? ranks;

    private RunnableModel(LanguageModel model, IReadOnlyList<ModelSession> pieces, RankGroup? ranks)
    {
        this.model = model;
        this.pieces = pieces;
        this.ranks = ranks;
    }

    /// <summary>Sessions that run for one step.</summary>
    public int Pieces => pieces.Count;

    /// <summary>The whole model in one graph.</summary>
    /// <param name="model">The model, in 32 bits.</param>
    /// <param name="runtime">How ONNX Runtime runs.</param>
    public static RunnableModel Whole(LanguageModel model, RuntimeOptions runtime) =>
        new(model, [new ModelSession(SeededWeights.Fill(LayerGraphs.Whole(model, new LayerGraphOptions(LayerPhase.Decode, Positions: Positions(model))), Seed), runtime)], null);

    /// <summary>One rank's part of a model that several ranks share.</summary>
    /// <param name="model">The model, in 32 bits.</param>
    /// <param name="ranks">The ranks.</param>
    /// <param name="runtime">How ONNX Runtime runs.</param>
    public static RunnableModel Sharded(LanguageModel model, RankGroup ranks, RuntimeOptions runtime) => new(
        model,
        [.. LayerGraphs.Pieces(model, new LayerGraphOptions(LayerPhase.Decode, TensorParallel: RankGroup.Ranks, Positions: Positions(model)))
            .Select(piece => new ModelSession(SeededWeights.Fill(piece, Seed), runtime))],
        ranks);

    /// <summary>Contexts rotary tables reach: what a profile needs, or what the model has.</summary>
    /// <param name="model">The model.</param>
    public static int Positions(LanguageModel model) => Math.Min(model.MaximumContext, ProfileGrid.LongestContext);

    /// <summary>Computes a prompt and decodes.</summary>
    /// <param name="point">Sequences and prompt tokens.</param>
    /// <param name="steps">Tokens to decode of each sequence.</param>
    /// <param name="promptRepetitions">Times the prompt is computed; the first is a warm-up where there are several.</param>
    public PointTimes Measure(GridPoint point, int steps, int promptRepetitions)
    {
        var capacity = point.Tokens + steps + 1;
        var caches = new Dictionary<string, BoundTensor>(StringComparer.Ordinal);
        var tokens = new long[point.Batch];
        try
        {
            var prompts = new List<double>();
            using (var prompt = new ChainRun(pieces, ranks, model.HiddenSize, point with { Past = capacity }, caches))
            {
                for (var i = 0; i < promptRepetitions; i++)
                {
                    prompt.Feed(0, point.Tokens);
                    var start = Stopwatch.GetTimestamp();
                    prompt.Run(tokens);
                    prompts.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
                }
            }

            var decoded = new List<double>();
            using var step = new ChainRun(pieces, ranks, model.HiddenSize, new GridPoint(point.Batch, 1, capacity), caches);
            step.Feed(point.Tokens, 1);
            step.Run(tokens);
            for (var i = 0; i < steps; i++)
            {
                var start = Stopwatch.GetTimestamp();
                step.Feed(point.Tokens + i, 1, tokens);
                step.Run(tokens);
                decoded.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            }

            return new PointTimes([.. prompts.Skip(promptRepetitions > 1 ? 1 : 0)], [.. decoded], [.. tokens]);
        }
        finally
        {
            foreach (var cache in caches.Values)
            {
                cache.Dispose();
            }
        }
    }

    /// <summary>Fills in the inputs of a run: seeded tokens, places, lengths.</summary>
    /// <param name="run">The run.</param>
    /// <param name="past">Tokens in each cache.</param>
    /// <param name="tokens">New tokens.</param>
    internal static void Feed(GraphRun run, int past, int tokens)
    {
        if (run.Has("token_ids"))
        {
            var numbers = run["token_ids"].Integers;
            for (var i = 0; i < numbers.Length; i++)
            {
                numbers[i] = (i * 31L) % 61;
            }
        }

        Places(run, past, tokens);
    }

    /// <summary>Fills in places and lengths.</summary>
    /// <param name="run">The run.</param>
    /// <param name="past">Tokens in each cache.</param>
    /// <param name="tokens">New tokens.</param>
    internal static void Places(GraphRun run, int past, int tokens)
    {
        if (run.Has("last_token"))
        {
            run["last_token"].SmallIntegers.Fill(past + tokens - 1);
            run["longest"].SmallIntegers.Fill(past + tokens);
        }

        if (run.Has("position_ids"))
        {
            var places = run["position_ids"].Integers;
            for (var i = 0; i < places.Length; i++)
            {
                places[i] = past + (i % tokens);
            }
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var piece in pieces)
        {
            piece.Dispose();
        }
    }
}
