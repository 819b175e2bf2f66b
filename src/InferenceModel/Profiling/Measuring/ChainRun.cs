using InferenceModel.Profiling.Onnx;
using InferenceModel.Profiling.Running;

namespace InferenceModel.Profiling.Measuring;

/// <summary>One shape of a model made ready to run: its pieces in a row on the same memory, with sums over ranks between them.</summary>
internal sealed class ChainRun : IDisposable
{
    private readonly List<GraphRun> runs = [];
    private readonly List<BoundTensor> owned = [];
    private readonly RankGroup? ranks;
    private readonly float[] gathered;

    /// <summary>Makes memory for a shape; caches are made where they are missing and then shared.</summary>
    /// <param name="pieces">The pieces.</param>
    /// <param name="ranks">Ranks that share the model; null for one.</param>
    /// <param name="hidden">Width of the residual stream.</param>
    /// <param name="shape">Sequences and new tokens; what it calls past is the capacity of the caches.</param>
    /// <param name="caches">Caches by name.</param>
    public ChainRun(IReadOnlyList<ModelSession> pieces, RankGroup? ranks, int hidden, GridPoint shape, Dictionary<string, BoundTensor> caches)
    {
        this.ranks = ranks;
        var sizes = new Dictionary<string, long> { ["batch"] = shape.Batch, ["tokens"] = shape.Tokens, ["cache"] = shape.Past };
        BoundTensor Own(OnnxElement element, params ReadOnlySpan<long> sizes)
        {
            owned.Add(new BoundTensor(element, sizes));
            return owned[^1];
        }

        var (last, longest) = (Own(OnnxElement.Int32, shape.Batch), Own(OnnxElement.Int32, 1));
        BoundTensor[] stream = pieces.Count == 1 ? [] : [.. Enumerable.Range(0, 4).Select(_ => Own(OnnxElement.Float32, shape.Batch, shape.Tokens, hidden))];
        for (var i = 0; i < pieces.Count; i++)
        {
            foreach (var past in pieces[i].Graph.Inputs.Where(input => input.Name.StartsWith("past.", StringComparison.Ordinal) && !caches.ContainsKey(input.Name)))
            {
                caches[past.Name] = new BoundTensor(past.Element, [.. past.Shape.Select(dimension => dimension.Size ?? sizes[dimension.Name!])]);
            }

            var given = new Dictionary<string, BoundTensor>(caches, StringComparer.Ordinal) { ["last_token"] = last, ["longest"] = longest };
            if (stream.Length > 0)
            {
                // Pieces take turns with two pairs of buffers: what one writes the next reads.
                var (from, to) = ((i + 1) % 2 * 2, i % 2 * 2);
                (given["hidden"], given["residual"], given["hidden_out"], given["residual_out"]) = (stream[from], stream[from + 1], stream[to], stream[to + 1]);
            }

            runs.Add(new GraphRun(pieces[i], sizes, given));
        }

        gathered = ranks is null ? [] : new float[runs[^1]["logits"].Numbers.Length * RankGroup.Ranks];
    }

    /// <summary>Fills in seeded tokens, places and lengths.</summary>
    /// <param name="past">Tokens in each cache.</param>
    /// <param name="tokens">New tokens of each sequence.</param>
    public void Feed(int past, int tokens)
    {
        foreach (var run in runs)
        {
            RunnableModel.Feed(run, past, tokens);
        }
    }

    /// <summary>Fills in decoded tokens, places and lengths.</summary>
    /// <param name="past">Tokens in each cache.</param>
    /// <param name="tokens">New tokens of each sequence.</param>
    /// <param name="decoded">The tokens.</param>
    public void Feed(int past, int tokens, ReadOnlySpan<long> decoded)
    {
        decoded.CopyTo(runs[0]["token_ids"].Integers);
        RunnableModel.Places(runs[0], past, tokens);
        if (runs.Count > 1)
        {
            // Lengths are one tensor for all pieces.
            RunnableModel.Places(runs[1], past, tokens);
        }
    }

    /// <summary>Runs all pieces and chooses a token of each sequence.</summary>
    /// <param name="chosen">Takes the tokens.</param>
    public void Run(Span<long> chosen)
    {
        for (var i = 0; i < runs.Count; i++)
        {
            runs[i].Run();
            if (i < runs.Count - 1)
            {
                Sum(runs[i]["hidden_out"].Numbers, isEmbedding: i == 0);
            }
        }

        if (ranks is null)
        {
            Greedy.Choose(runs[^1]["logits"].Numbers, chosen);
            return;
        }

        ranks.AllGather(runs[^1]["logits"].Numbers, gathered, chosen.Length);
        Greedy.Choose(gathered, chosen);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        runs.ForEach(run => run.Dispose());
        owned.ForEach(tensor => tensor.Dispose());
    }

    /// <summary>Embeddings are whole on the first rank: the others add nothing, which costs the same as the sum of a divided table.</summary>
    private void Sum(Span<float> hidden, bool isEmbedding)
    {
        if (isEmbedding && ranks!.Rank > 0)
        {
            hidden.Clear();
        }

        ranks!.AllReduce(hidden);
    }
}
