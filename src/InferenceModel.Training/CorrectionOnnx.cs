using System.Globalization;

namespace InferenceModel.Training;

/// <summary>
/// Writes a correction as an ONNX model from <c>inputs</c> [rows, columns] to <c>log_factor</c> [rows, 1], both 32-bit floats: the network as Max, Min,
/// Sub, Mul, Gemm and Sigmoid nodes, the trees as one TreeEnsemble node beside it.
/// </summary>
internal static class CorrectionOnnx
{
    private const string Input = "inputs";
    private const string Output = "log_factor";

    /// <summary>The model as bytes; the same correction gives the same bytes.</summary>
    /// <param name="correction">The correction.</param>
    /// <param name="name">Name of the graph.</param>
    public static byte[] Write(TrainedCorrection correction, string name)
    {
        var graph = new OnnxGraph();
        var network = Network(graph, correction);
        if (correction.Trees is { } trees)
        {
            graph.Node("Add", Output, network, graph.Trees(trees, (float)(1 - correction.NetworkShare), "trees", Input));
        }
        else
        {
            graph.Node("Identity", Output, network);
        }

        return graph.ToBytes(name, Input, correction.Network.Scaling.Columns, Output);
    }

    private static string Network(OnnxGraph graph, TrainedCorrection correction)
    {
        var (scaling, layers) = (correction.Network.Scaling, correction.Network.Layers);
        var at = graph.Node("Max", "above", Input, graph.Constant("low", [scaling.Columns], scaling.Low));
        at = graph.Node("Min", "within", at, graph.Constant("high", [scaling.Columns], scaling.High));
        at = graph.Node("Sub", "centred", at, graph.Constant("mean", [scaling.Columns], scaling.Mean));
        at = graph.Node("Mul", "scaled", at, graph.Constant("factor", [scaling.Columns], scaling.Factor));
        for (var i = 0; i < layers.Length - 1; i++)
        {
            var number = i.ToString(CultureInfo.InvariantCulture);
            var inputs = i == 0 ? scaling.Columns : layers[i].Inputs;
            var weights = graph.Constant($"weights_{number}", [inputs, layers[i].Outputs], layers[i].Weights[..(inputs * layers[i].Outputs)]);
            var sum = graph.Node("Gemm", $"sum_{number}", at, weights, graph.Constant($"biases_{number}", [layers[i].Outputs], layers[i].Biases));
            at = graph.Node("Mul", $"hidden_{number}", sum, graph.Node("Sigmoid", $"gate_{number}", sum));
        }

        var (last, share) = (layers[^1], (float)correction.NetworkShare);
        var column = new float[last.Inputs];
        for (var i = 0; i < column.Length; i++)
        {
            column[i] = last.Weights[i * last.Outputs] * share;
        }

        return graph.Node("Gemm", "network", at, graph.Constant("weights_last", [last.Inputs, 1], column), graph.Constant("biases_last", [1], [last.Biases[0] * share]));
    }
}
