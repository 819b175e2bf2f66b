using InferenceModel.Models;
using InferenceModel.Profiling.Onnx;

namespace InferenceModel.Profiling.Layers;

/// <summary>Writes a projection in the format its weight is stored in.</summary>
internal static class ProjectionGraph
{
    /// <summary>The formats ONNX Runtime multiplies on a processor.</summary>
    /// <param name="format">A format.</param>
    public static bool IsBuildable(WeightFormat format) =>
        format == WeightFormat.Fp32 || format == WeightFormat.Fp16 || format == WeightFormat.Bf16 || format == WeightFormat.Int8
        || format == WeightFormat.Int4 || format == WeightFormat.Int4Group32;

    /// <summary>x W: full precision by MatMul, eight bits by DynamicQuantizeMatMul, four bits by MatMulNBits.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="name">The projection's name.</param>
    /// <param name="value">x, last axis the inputs.</param>
    /// <param name="inputs">Input features.</param>
    /// <param name="outputs">Output features.</param>
    /// <param name="format">How the weight is stored.</param>
    public static string Add(GraphBuilder graph, string name, string value, long inputs, long outputs, WeightFormat format)
    {
        if (format == WeightFormat.Int8)
        {
            return graph.Fused("DynamicQuantizeMatMul", name, [value, graph.Weight(name, OnnxElement.Int8, inputs, outputs), graph.Weight($"{name}.scale", OnnxElement.Float32, outputs)]);
        }

        if (format == WeightFormat.Int4 || format == WeightFormat.Int4Group32)
        {
            long group = format.WeightsPerScale;
            var groups = (inputs + group - 1) / group;
            return graph.Fused(
                "MatMulNBits",
                name,
                [value, graph.Weight(name, OnnxElement.UInt8, outputs, groups, group / 2), graph.Weight($"{name}.scale", graph.Activation, outputs, groups)],
                OnnxSetting.Of("K", inputs),
                OnnxSetting.Of("N", outputs),
                OnnxSetting.Of("bits", 4L),
                OnnxSetting.Of("block_size", group));
        }

        return graph.Node("MatMul", name, [value, graph.Weight(name, graph.Activation, inputs, outputs)]);
    }
}
