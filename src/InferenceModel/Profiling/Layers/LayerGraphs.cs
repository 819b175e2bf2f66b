using System.Globalization;
using InferenceModel.Models;
using InferenceModel.Profiling.Onnx;

namespace InferenceModel.Profiling.Layers;

/// <summary>
/// Writes layers and whole models as ONNX graphs with caches in and out. Weights are inputs named <c>w.*</c> without data, so that a
/// file takes a few kilobytes; <see cref="SeededWeights"/> makes them constants at run time.
/// </summary>
public static class LayerGraphs
{
    /// <summary>Why a layer cannot be built, or null where it can.</summary>
    /// <param name="layer">The layer.</param>
    public static string? Refusal(DecoderLayer layer)
    {
        if (layer.Mixer is { } mixer && MixerGraph.Refusal(mixer) is { } reason)
        {
            return reason;
        }

        WeightFormat[] used = layer.FeedForward is MixtureFeedForward
            ? [layer.Formats.Mixer, layer.Formats.RoutedExperts, layer.Formats.SharedExperts]
            : [layer.Formats.Mixer, layer.Formats.FeedForward];
        return used.FirstOrDefault(format => !ProjectionGraph.IsBuildable(format)) is { } missing
            ? $"ONNX Runtime multiplies no {missing.Id} on a processor"
            : null;
    }

    /// <summary>One layer: <c>hidden</c> and <c>residual</c> in and out, [batch, tokens, width], and its cache.</summary>
    /// <param name="model">The model.</param>
    /// <param name="layer">One of its layers, buildable (see <see cref="Refusal"/>).</param>
    /// <param name="options">How to write it.</param>
    public static OnnxGraph Layer(LanguageModel model, DecoderLayer layer, LayerGraphOptions options)
    {
        var graph = new GraphBuilder(options.Activation);
        var hidden = graph.Input("hidden", options.Activation, "batch", "tokens", model.HiddenSize);
        var residual = graph.Input("residual", options.Activation, "batch", "tokens", model.HiddenSize);
        (hidden, residual) = Add(graph, model, layer, hidden, residual, options);
        graph.Output(hidden, "hidden_out", "batch", "tokens", model.HiddenSize);
        graph.Output(residual, "residual_out", "batch", "tokens", model.HiddenSize);
        return graph.Build($"{model.Id} {options.Phase} layer");
    }

    /// <summary>Several layers of one kind in a row, each with weights and a cache of its own.</summary>
    /// <param name="model">The model.</param>
    /// <param name="layer">One of its layers, buildable.</param>
    /// <param name="count">How many.</param>
    /// <param name="options">How to write it.</param>
    public static OnnxGraph Stack(LanguageModel model, DecoderLayer layer, int count, LayerGraphOptions options)
    {
        var graph = new GraphBuilder(options.Activation);
        var hidden = graph.Input("hidden", options.Activation, "batch", "tokens", model.HiddenSize);
        var residual = graph.Input("residual", options.Activation, "batch", "tokens", model.HiddenSize);
        for (var i = 0; i < count; i++)
        {
            graph.Scope = string.Create(CultureInfo.InvariantCulture, $"layers.{i}.");
            (hidden, residual) = Add(graph, model, layer, hidden, residual, options);
        }

        graph.Scope = string.Empty;
        graph.Output(hidden, "hidden_out", "batch", "tokens", model.HiddenSize);
        graph.Output(residual, "residual_out", "batch", "tokens", model.HiddenSize);
        return graph.Build($"{model.Id} layers");
    }

    /// <summary>
    /// The pieces one rank of a tensor-parallel model runs between sums over ranks: the embedding, then mixer and feed-forward of each
    /// layer, then the head. Each takes <c>hidden</c> (summed over ranks) and <c>residual</c>.
    /// </summary>
    /// <param name="model">The model; its layers have a mixer and a feed-forward block one after the other.</param>
    /// <param name="options">How to write it.</param>
    public static IReadOnlyList<OnnxGraph> Pieces(LanguageModel model, LayerGraphOptions options)
    {
        var isLayerNorm = IsLayerNorm(model);
        var start = new GraphBuilder(options.Activation);
        var (embedded, residual) = Embedding(start, model);
        start.Output(embedded, "hidden_out", "batch", "tokens", model.HiddenSize);
        start.Output(residual, "residual_out", "batch", "tokens", model.HiddenSize);
        var pieces = new List<OnnxGraph> { start.Build("embedding") };
        var number = 0;
        foreach (var layer in model.Layers.SelectMany(group => Enumerable.Repeat(group.Layer, group.Count)))
        {
            var scope = string.Create(CultureInfo.InvariantCulture, $"layers.{number++}.");
            pieces.Add(Piece(model, options, scope, (graph, hidden, sum) =>
            {
                var (normed, next) = NormGraph.Residual(graph, "input_norm", hidden, sum, model.HiddenSize, isLayerNorm);
                return (MixerGraph.Add(graph, layer.Mixer!, normed, model.HiddenSize, layer.Formats.Mixer, model.PositionRows == 0, options), next);
            }));
            pieces.Add(Piece(model, options, scope, (graph, hidden, sum) =>
            {
                var (normed, next) = NormGraph.Residual(graph, "post_norm", hidden, sum, model.HiddenSize, isLayerNorm);
                return (FeedForwardGraph.Add(graph, layer.FeedForward!, normed, model.HiddenSize, layer.Formats, options), next);
            }));
        }

        var end = new GraphBuilder(options.Activation);
        Head(end, model, end.Input("hidden", options.Activation, "batch", "tokens", model.HiddenSize), end.Input("residual", options.Activation, "batch", "tokens", model.HiddenSize), options);
        pieces.Add(end.Build("head"));
        return pieces;
    }

    private static OnnxGraph Piece(LanguageModel model, LayerGraphOptions options, string scope, Func<GraphBuilder, string, string, (string Hidden, string Residual)> add)
    {
        var graph = new GraphBuilder(options.Activation);
        var hidden = graph.Input("hidden", options.Activation, "batch", "tokens", model.HiddenSize);
        var residual = graph.Input("residual", options.Activation, "batch", "tokens", model.HiddenSize);
        graph.Scope = scope;
        (hidden, residual) = add(graph, hidden, residual);
        graph.Scope = string.Empty;
        graph.Output(hidden, "hidden_out", "batch", "tokens", model.HiddenSize);
        graph.Output(residual, "residual_out", "batch", "tokens", model.HiddenSize);
        return graph.Build(scope);
    }

    /// <summary>
    /// The whole model of one rank: <c>tokens</c> in, logits of each sequence's last token out. Only models whose layers have one graph for
    /// prompts and decoding.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="options">How to write it.</param>
    public static OnnxGraph Whole(LanguageModel model, LayerGraphOptions options)
    {
        var graph = new GraphBuilder(options.Activation);
        var (hidden, residual) = Embedding(graph, model);
        var number = 0;
        foreach (var layer in model.Layers.SelectMany(group => Enumerable.Repeat(group.Layer, group.Count)))
        {
            graph.Scope = string.Create(CultureInfo.InvariantCulture, $"layers.{number++}.");
            (hidden, residual) = Add(graph, model, layer, hidden, residual, options);
        }

        graph.Scope = string.Empty;
        Head(graph, model, hidden, residual, options);
        return graph.Build(model.Id);
    }

    /// <summary>What comes before the layers.</summary>
    internal static (string Hidden, string Residual) Embedding(GraphBuilder graph, LanguageModel model)
    {
        var table = graph.Weight("embedding", graph.Activation, model.VocabularySize, model.HiddenSize);
        var hidden = graph.Node("Gather", "embedded", [table, graph.Input("token_ids", OnnxElement.Int64, "batch", "tokens")]);
        if (model.PositionRows == 0)
        {
            return (hidden, graph.Node("Sub", "nothing", [hidden, hidden]));
        }

        var places = graph.Weight("positions", graph.Activation, model.PositionRows, model.HiddenSize);
        return (hidden, graph.Node("Gather", "placed", [places, graph.Input("position_ids", OnnxElement.Int64, "batch", "tokens")]));
    }

    /// <summary>What comes after the layers: norm and head of the last token of each sequence.</summary>
    internal static void Head(GraphBuilder graph, LanguageModel model, string hidden, string residual, LayerGraphOptions options)
    {
        var last = graph.Integers(-1);
        var end = graph.Integers(long.MaxValue);
        var axis = graph.Integers(1);
        var rows = graph.Node("Slice", "last.hidden", [hidden, last, end, axis]);
        var sums = graph.Node("Slice", "last.residual", [residual, last, end, axis]);
        var (normed, _) = NormGraph.Residual(graph, "final_norm", rows, sums, model.HiddenSize, IsLayerNorm(model));
        var share = model.VocabularySize / options.TensorParallel;
        var logits = ProjectionGraph.Add(graph, "head", normed, model.HiddenSize, share, options.Activation == OnnxElement.Float32 ? WeightFormat.Fp32 : model.HeadFormat);
        graph.Output(logits, "logits", "batch", 1L, share);
    }

    private static bool IsLayerNorm(LanguageModel model) => model.FinalNormParameters >= 2L * model.HiddenSize;

    private static (string Hidden, string Residual) Add(
        GraphBuilder graph, LanguageModel model, DecoderLayer layer, string hidden, string residual, LayerGraphOptions options)
    {
        var isLayerNorm = IsLayerNorm(model);
        var (start, sum) = (hidden, residual);
        if (layer.Mixer is { } mixer)
        {
            (var normed, sum) = NormGraph.Residual(graph, "input_norm", start, sum, model.HiddenSize, isLayerNorm);
            start = MixerGraph.Add(graph, mixer, normed, model.HiddenSize, layer.Formats.Mixer, model.PositionRows == 0, options);
        }

        if (layer.FeedForward is not { } feedForward)
        {
            return (start, sum);
        }

        if (layer.IsParallel && layer.Mixer is not null)
        {
            // Both read the same input; their sum joins the stream at the next norm.
            var beside = NormGraph.Plain(graph, "post_norm", sum, model.HiddenSize, isLayerNorm);
            var other = FeedForwardGraph.Add(graph, feedForward, beside, model.HiddenSize, layer.Formats, options);
            return (graph.Node("Add", "both", [start, other]), sum);
        }

        (var next, sum) = NormGraph.Residual(graph, "post_norm", start, sum, model.HiddenSize, isLayerNorm);
        return (FeedForwardGraph.Add(graph, feedForward, next, model.HiddenSize, layer.Formats, options), sum);
    }
}
