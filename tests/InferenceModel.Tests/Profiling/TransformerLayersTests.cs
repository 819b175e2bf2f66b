using InferenceModel.Catalog;
using InferenceModel.Models;
using InferenceModel.Profiling.Counting;
using InferenceModel.Profiling.Layers;
using InferenceModel.Profiling.Onnx;
using Xunit;

namespace InferenceModel.Tests.Profiling;

public sealed class TransformerLayersTests
{
    [Fact]
    public void Layers_of_a_whole_model_are_found_and_are_alike()
    {
        var model = Repository.Model("smollm2-135m").WithPrecision(WeightFormat.Fp32);
        var layers = TransformerLayers.Of(LayerGraphs.Whole(model, new LayerGraphOptions(LayerPhase.Decode)));
        var inside = layers.Where(layer => layer.Name.StartsWith("layer ", StringComparison.Ordinal)).ToList();
        Assert.Equal(30, inside.Count);
        Assert.All(inside, layer => Assert.Equal(inside[0].Prefill.Operations, layer.Prefill.Operations));

        // Projections of one token: 2 x (576 x 960 + 576 x 576 + 576 x 3072 + 1536 x 576); attention over 129 tokens: 2 x 9 x 128 each.
        Assert.Equal((2.0 * 576 * (960 + 576 + 3072 + 1536)) + (129.0 * 2 * 9 * 128), inside[3].Decode.Operations);
        Assert.Equal(2.0 * 576 * 49152, layers[^1].Decode.Operations);
    }

    [Fact]
    public void Attention_exported_as_plain_products_is_found_with_its_dimensions()
    {
        // x W_q, x W_k, x W_v apart, heads by reshape, softmax between two products: as exporters without fusion write it.
        var graph = new GraphBuilder(OnnxElement.Float32);
        var input = graph.Input("input_hidden", OnnxElement.Float32, "batch_size", "sequence_length", 64L);
        string Heads(string name, long[] order)
        {
            var made = graph.Node("MatMul", name, [input, graph.Weight(name, OnnxElement.Float32, 64L, 64L)]);
            var shape = graph.Node("Shape", $"{name}.shape", [input]);
            var first = graph.Node("Slice", $"{name}.first", [shape, graph.Integers(0), graph.Integers(2)]);
            var wanted = graph.Node("Concat", $"{name}.wanted", [first, graph.Integers(4), graph.Integers(16)], OnnxSetting.Of("axis", 0L));
            return graph.Node("Transpose", $"{name}.heads", [graph.Node("Reshape", $"{name}.apart", [made, wanted])], OnnxSetting.Of("perm", order));
        }

        var scores = graph.Node("MatMul", "scores", [Heads("q", [0, 2, 1, 3]), Heads("k", [0, 2, 3, 1])]);
        var shares = graph.Node("Softmax", "shares", [graph.Node("Mul", "scaled", [scores, graph.Scalar(0.25f)])], OnnxSetting.Of("axis", -1L));
        var mixed = graph.Node("Transpose", "rows", [graph.Node("MatMul", "mixed", [shares, Heads("v", [0, 2, 1, 3])])], OnnxSetting.Of("perm", 0L, 2, 1, 3));
        var output = graph.Node("MatMul", "o", [graph.Reshape("flat", mixed, 0, 0, 64), graph.Weight("o", OnnxElement.Float32, 64L, 64L)]);
        graph.Output(output, "output", "batch_size", "sequence_length", 64L);
        var layer = Assert.Single(TransformerLayers.Of(graph.Build("plain")));
        var tokens = (double)TransformerLayers.PromptTokens;

        // Nothing masks: every token sees every other.
        Assert.Equal((4 * 2 * tokens * 64 * 64) + (tokens * tokens * 2 * 4 * 32), layer.Prefill.Operations);
    }

    [Fact]
    public void What_is_no_transformer_is_refused_with_a_reason()
    {
        var graph = new GraphBuilder(OnnxElement.Float32);
        var input = graph.Input("x", OnnxElement.Float32, "batch", 8L);
        graph.Output(graph.Node("Relu", "active", [graph.Node("MatMul", "dense", [input, graph.Weight("dense", OnnxElement.Float32, 8L, 8L)])]), "y", "batch", 8L);
        using var folder = new TemporaryFolder();
        var path = folder.Write("mlp.onnx", OnnxWriter.Write(graph.Build("mlp")).ToArray());
        var refused = Assert.Throws<BadInputException>(() => TransformerLayers.Read(path));
        Assert.Contains("no transformer", refused.Message, StringComparison.Ordinal);
    }
}
