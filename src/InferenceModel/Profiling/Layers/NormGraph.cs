using InferenceModel.Profiling.Onnx;

namespace InferenceModel.Profiling.Layers;

/// <summary>Writes norms as graphs.</summary>
internal static class NormGraph
{
    /// <summary>What is added to a variance before its root (the usual rms_norm_eps and layer_norm_eps).</summary>
    public const float Epsilon = 1e-5f;

    /// <summary>A norm of a value.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="name">The norm's name.</param>
    /// <param name="value">The value; its last axis is normalised.</param>
    /// <param name="width">Size of that axis.</param>
    /// <param name="isLayerNorm">Whether the mean is taken off and a bias added.</param>
    public static string Plain(GraphBuilder graph, string name, string value, long width, bool isLayerNorm)
    {
        var gain = graph.Weight($"{name}.gain", graph.Activation, width);
        return isLayerNorm
            ? graph.Node("LayerNormalization", name, [value, gain, graph.Weight($"{name}.bias", graph.Activation, width)], OnnxSetting.Of("axis", -1L), OnnxSetting.Of("epsilon", Epsilon))
            : graph.Node("SimplifiedLayerNormalization", name, [value, gain], OnnxSetting.Of("axis", -1L), OnnxSetting.Of("epsilon", Epsilon));
    }

    /// <summary>Adds a value to the residual stream and normalises the sum, in one node.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="name">The norm's name.</param>
    /// <param name="value">What is added.</param>
    /// <param name="residual">The residual stream.</param>
    /// <param name="width">Width of the stream.</param>
    /// <param name="isLayerNorm">Whether the mean is taken off and a bias added.</param>
    /// <returns>The normed sum and the sum.</returns>
    public static (string Normed, string Residual) Residual(GraphBuilder graph, string name, string value, string residual, long width, bool isLayerNorm)
    {
        var gain = graph.Weight($"{name}.gain", graph.Activation, width);
        string[] reads = isLayerNorm ? [value, residual, gain, graph.Weight($"{name}.bias", graph.Activation, width)] : [value, residual, gain];
        var made = $"{graph.Scope}{name}";
        var sum = $"{made}.sum";
        graph.Add(new OnnxNode(
            isLayerNorm ? "SkipLayerNormalization" : "SkipSimplifiedLayerNormalization",
            OnnxGraph.Microsoft,
            made,
            [.. reads],
            [made, string.Empty, string.Empty, sum],
            [OnnxSetting.Of("epsilon", Epsilon)]));
        return (made, sum);
    }
}
