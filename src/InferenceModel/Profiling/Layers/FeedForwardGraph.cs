using System.Globalization;
using InferenceModel.Models;
using InferenceModel.Profiling.Onnx;

namespace InferenceModel.Profiling.Layers;

/// <summary>Writes feed-forward blocks as graphs.</summary>
internal static class FeedForwardGraph
{
    /// <summary>The block of one rank, from normed input to what the ranks would sum.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="feedForward">The block.</param>
    /// <param name="value">Normed input, [batch, tokens, hidden].</param>
    /// <param name="hidden">Width of the residual stream.</param>
    /// <param name="formats">How the weights are stored.</param>
    /// <param name="options">How to write it.</param>
    public static string Add(GraphBuilder graph, FeedForward feedForward, string value, int hidden, LayerFormats formats, LayerGraphOptions options) => feedForward switch
    {
        DenseFeedForward dense => Block(graph, "mlp", value, hidden, dense.IntermediateSize / options.TensorParallel, dense.IsGated, formats.FeedForward, dense.HasBias),
        MixtureFeedForward mixture => Mixture(graph, mixture, value, hidden, formats, options),
        _ => throw new InvalidOperationException($"No graph for {feedForward.Kind}."),
    };

    /// <summary>Up, activation (gated: SiLU(gate) up, otherwise GELU), down.</summary>
    private static string Block(GraphBuilder graph, string name, string value, long inputs, long width, bool isGated, WeightFormat format, bool hasBias)
    {
        var up = ProjectionGraph.Add(graph, isGated ? $"{name}.gate_up" : $"{name}.up", value, inputs, width * (isGated ? 2 : 1), format);
        if (hasBias)
        {
            up = graph.Node("Add", $"{name}.up.biased", [up, graph.Weight($"{name}.up.bias", graph.Activation, width * (isGated ? 2 : 1))]);
        }

        string active;
        if (isGated)
        {
            active = Gate(graph, name, up, width);
        }
        else
        {
            active = graph.Fused("FastGelu", $"{name}.active", [up]);
        }

        var down = ProjectionGraph.Add(graph, $"{name}.down", active, width, inputs, format);
        return hasBias ? graph.Node("Add", $"{name}.down.biased", [down, graph.Weight($"{name}.down.bias", graph.Activation, inputs)]) : down;
    }

    /// <summary>SiLU of the first half times the second.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="name">The block's name.</param>
    /// <param name="both">Gate and up.</param>
    /// <param name="width">Width of one half.</param>
    internal static string Gate(GraphBuilder graph, string name, string both, long width)
    {
        var halves = graph.Split($"{name}.halves", both, width, width);
        var gate = graph.Node("Mul", $"{name}.silu", [halves[0], graph.Node("Sigmoid", $"{name}.sigmoid", [halves[0]])]);
        return graph.Node("Mul", $"{name}.active", [gate, halves[1]]);
    }

    /// <summary>
    /// Router, choice, and for each expert: gather its tokens, its block, scale, add into the sum. The work of an expert is that of the tokens
    /// that chose it, as in the grouped kernels of serving engines.
    /// </summary>
    private static string Mixture(GraphBuilder graph, MixtureFeedForward mixture, string value, int hidden, LayerFormats formats, LayerGraphOptions options)
    {
        var rows = graph.Reshape("moe.rows", value, -1, hidden);
        var (chosen, shares) = Route(graph, mixture, rows, hidden);
        var beside = Beside(graph, mixture, rows, hidden, formats, options);
        long inputs = mixture.ExpertInputSize(hidden);
        var width = mixture.IntermediateSize / options.TensorParallel;
        var narrow = mixture.LatentSize is null ? rows : ProjectionGraph.Add(graph, "moe.compress", rows, hidden, inputs, formats.SharedExperts);
        var sum = mixture.LatentSize is null && beside is not null
            ? beside
            : graph.Node("ConstantOfShape", "moe.zero", [graph.Node("Shape", "moe.narrow_shape", [narrow])], new OnnxSetting("value") { Tensor = Zero(graph) });
        for (var expert = 0; expert < mixture.Experts; expert++)
        {
            sum = Expert(graph, mixture, (narrow, sum, chosen, shares), expert, inputs, width, formats.RoutedExperts);
        }

        if (mixture.LatentSize is not null)
        {
            sum = ProjectionGraph.Add(graph, "moe.expand", sum, inputs, hidden, formats.SharedExperts);
            sum = beside is null ? sum : graph.Node("Add", "moe.sum", [sum, beside]);
        }

        var like = graph.Node("Shape", "moe.shape", [value]);
        return graph.Node("Reshape", "moe.out", [sum, like]);
    }

    /// <summary>Softmax over all experts, the best k, their shares scaled to one; computed in 32 bits.</summary>
    private static (string Chosen, string Shares) Route(GraphBuilder graph, MixtureFeedForward mixture, string rows, int hidden)
    {
        var logits = graph.Node("MatMul", "router", [rows, graph.Weight("router", graph.Activation, hidden, mixture.Experts)]);
        var wide = graph.Activation == OnnxElement.Float32 ? logits : graph.Node("Cast", "router.wide", [logits], OnnxSetting.Of("to", (long)OnnxElement.Float32));
        var best = graph.Nodes(string.Empty, "TopK", "router.best", [wide, graph.Integers(mixture.ExpertsPerToken)], 2, OnnxSetting.Of("axis", -1L));
        var shares = graph.Node("Softmax", "router.shares", [best[0]], OnnxSetting.Of("axis", -1L));
        return (best[1], graph.Activation == OnnxElement.Float32 ? shares : graph.Node("Cast", "router.narrow", [shares], OnnxSetting.Of("to", (long)graph.Activation)));
    }

    private static string Expert(
        GraphBuilder graph, MixtureFeedForward mixture, (string Rows, string Sum, string Chosen, string Shares) flow, int expert, long inputs, long width, WeightFormat format)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"expert.{expert}");
        var matches = graph.Node("Equal", $"{name}.matches", [flow.Chosen, graph.Integers(expert)]);
        var places = graph.Node("Transpose", $"{name}.places", [graph.Node("NonZero", $"{name}.nonzero", [matches])], OnnxSetting.Of("perm", 1L, 0));
        var tokens = graph.Node("Slice", $"{name}.tokens", [places, graph.Integers(0), graph.Integers(1), graph.Integers(1)]);
        var gathered = graph.Node("GatherND", $"{name}.rows", [flow.Rows, tokens]);
        var block = Block(graph, name, gathered, inputs, width, mixture.IsGated, format, mixture.HasExpertBias);
        var share = graph.Node("Unsqueeze", $"{name}.share", [graph.Node("GatherND", $"{name}.shares", [flow.Shares, places]), graph.Integers(-1)]);
        var scaled = graph.Node("Mul", $"{name}.scaled", [block, share]);
        return graph.Node("ScatterND", $"{name}.added", [flow.Sum, tokens, scaled], OnnxSetting.Of("reduction", "add"));
    }

    /// <summary>What every token passes beside the routed experts: shared experts and a dense block.</summary>
    private static string? Beside(GraphBuilder graph, MixtureFeedForward mixture, string rows, int hidden, LayerFormats formats, LayerGraphOptions options)
    {
        string? sum = null;
        if (mixture.SharedIntermediateSize > 0)
        {
            sum = Block(graph, "shared", rows, hidden, mixture.SharedIntermediateSize / options.TensorParallel, mixture.IsGated, formats.SharedExperts, hasBias: false);
            if (mixture.HasSharedGate)
            {
                var gate = graph.Node("MatMul", "shared.gate", [rows, graph.Weight("shared.gate", graph.Activation, hidden, 1L)]);
                sum = graph.Node("Mul", "shared.gated", [sum, graph.Node("Sigmoid", "shared.gate.open", [gate])]);
            }
        }

        if (mixture.ParallelDense is { } dense)
        {
            var block = Block(graph, "dense", rows, hidden, dense.IntermediateSize / options.TensorParallel, dense.IsGated, formats.FeedForward, dense.HasBias);
            sum = sum is null ? block : graph.Node("Add", "beside", [sum, block]);
        }

        return sum;
    }

    private static OnnxTensor Zero(GraphBuilder graph) => new("zero", graph.Activation, [1], new byte[graph.Activation.Width()]);
}
