using InferenceModel.Catalog;
using InferenceModel.Profiling.Counting;
using InferenceModel.Profiling.Measuring;
using InferenceModel.Profiling.Onnx;
using InferenceModel.Profiling.Running;
using Xunit;

namespace InferenceModel.Tests.Profiling;

/// <summary>A user's own file, in the forms in which exporters write the same decoder.</summary>
public sealed class ExportedFormsTests
{
    public static TheoryData<string> Forms => [.. ExportedForms.All.Keys];

    [Theory]
    [MemberData(nameof(Forms))]
    public void Every_form_of_a_decoder_has_the_same_layers_with_the_same_work_and_runs(string form)
    {
        var (keyHeads, build) = ExportedForms.All[form];
        using var folder = new TemporaryFolder();
        var path = folder.Write("model.onnx", OnnxWriter.Write(build()).ToArray());
        var layers = OnnxProfile.Measure(path, new RuntimeOptions(1), 2, () => { });
        var inside = layers.Where(layer => layer.Layer.Name.StartsWith("layer ", StringComparison.Ordinal)).ToList();
        Assert.Equal(["layer 0", "layer 1"], inside.Select(layer => layer.Layer.Name));

        // Projections of a token: queries and output 64 x 64 each, keys and values 64 x 16 a head, three of 64 x 96; a query and a key: 2 x 4 heads x (16 + 16).
        var token = 2.0 * ((2 * 64 * 64) + (2 * 64 * 16 * keyHeads) + (3 * 64 * 96));
        const double Pair = 2 * 4 * 32;
        Assert.All(inside, layer => Assert.Equal((128 * token) + (128 * 129 / 2 * Pair), layer.Layer.Prefill.Operations));
        Assert.All(inside, layer => Assert.Equal(token + (129 * Pair), layer.Layer.Decode.Operations));
        Assert.Equal(2.0 * 64 * 96, layers[^1].Layer.Decode.Operations);
        Assert.Equal("after layers", layers[^1].Layer.Name);

        // All weights of 32 bits, the cache of 129 tokens in 16, and what passes between kernels, which depends on the form.
        var least = (token / 2 * 4) + (129 * 2 * 16 * keyHeads * 2);
        Assert.All(inside, layer => Assert.InRange(layer.Layer.Decode.Bytes, least, least * 1.1));
        Assert.All(layers, layer => Assert.True(layer.Prefill.Total > 0 && layer.Decode.Total > 0, layer.ToString()));
    }

    [Fact]
    public void An_encoder_sees_every_pair()
    {
        // No mask that compares places and no cache: all 128 x 128 pairs.
        var graph = new GraphBuilder(OnnxElement.Float32);
        var input = graph.Input("hidden", OnnxElement.Float32, "batch_size", "sequence_length", 64L);
        var qkv = graph.Node("MatMul", "qkv", [input, graph.Weight("qkv", OnnxElement.Float32, 64L, 192L)]);
        var parts = graph.Split("parts", qkv, 64, 64, 64);
        var mixed = graph.Fused("MultiHeadAttention", "attention", parts, OnnxSetting.Of("num_heads", 4L));
        graph.Output(mixed, "output", "batch_size", "sequence_length", 64L);
        var layer = Assert.Single(TransformerLayers.Of(graph.Build("encoder")));
        Assert.Equal((2.0 * 128 * 64 * 192) + (128.0 * 128 * 2 * 4 * 32), layer.Prefill.Operations);
    }

    [Fact]
    public void An_operator_that_cannot_be_followed_is_named()
    {
        var graph = new GraphBuilder(OnnxElement.Float32);
        var input = graph.Input("hidden", OnnxElement.Float32, "batch_size", "sequence_length", 64L);
        graph.Output(graph.Node("MatMul", "dense", [graph.Node("Mystery", "odd", [input]), graph.Weight("dense", OnnxElement.Float32, 64L, 64L)]), "y", "batch_size", "sequence_length", 64L);
        var refused = Assert.Throws<OnnxFormatException>(() => TransformerLayers.Of(graph.Build("odd")));
        Assert.Contains("operator Mystery ('odd') cannot be followed", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_chain_costs_neither_depth_nor_much_time()
    {
        // 100,000 sums and as many views one after the other: by recursion, or by walking each from the start, this would not end.
        var graph = new GraphBuilder(OnnxElement.Float32);
        var value = graph.Input("x", OnnxElement.Float32, "batch", 8L);
        for (var i = 0; i < 50_000; i++)
        {
            value = graph.Node("Identity", $"v{i}", [graph.Node("Add", $"a{i}", [value, value])]);
        }

        var refused = Assert.Throws<OnnxFormatException>(() => TransformerLayers.Of(OnnxReader.Read(OnnxWriter.Write(graph.Build("chain")))));
        Assert.Contains("no transformer", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Data_beside_the_model_is_read_and_data_elsewhere_refused()
    {
        using var folder = new TemporaryFolder();
        folder.Write("weights.bin", new byte[4096]);
        string Model(string location, long offset = 0, long rows = 16) => folder.Write("model.onnx", WithDataAt(location, offset, rows));
        var tensor = Assert.Single(OnnxReader.ReadFile(Model("weights.bin")).Constants);
        Assert.True(tensor.IsBeside);
        Assert.Equal([16L, 64], tensor.Shape);
        Assert.Contains("outside the model's folder", Refused(Model("../weights.bin")), StringComparison.Ordinal);
        Assert.Contains("outside the model's folder", Refused(Model("/etc/passwd")), StringComparison.Ordinal);
        Assert.Contains("outside the model's folder", Refused(Model("..")), StringComparison.Ordinal);
        Assert.Contains("not there", Refused(Model("other.bin")), StringComparison.Ordinal);
        Assert.Contains("behind the end", Refused(Model("weights.bin", 8)), StringComparison.Ordinal);
        Assert.Contains("behind the end", Refused(Model("weights.bin", 0, 17)), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            File.CreateSymbolicLink(Path.Combine(folder.Path, "link.bin"), "/etc/hosts");
            Assert.Contains("link", Refused(Model("link.bin")), StringComparison.Ordinal);
        }
    }

    private static string Refused(string path) => Assert.Throws<BadInputException>(() => OnnxReader.ReadFile(path)).Message;

    private static byte[] WithDataAt(string location, long offset, long rows)
    {
        var wire = new WireWriter(400);
        wire.Message(7, () =>
        {
            wire.Message(1, () =>
            {
                wire.Text(1, "weight");
                wire.Text(2, "y");
                wire.Text(4, "Relu");
            });
            wire.Message(5, () =>
            {
                wire.Integer(1, rows);
                wire.Integer(1, 64);
                wire.Integer(2, 1);
                wire.Text(8, "weight");
                foreach (var (key, value) in new[] { ("location", location), ("offset", offset.ToString(System.Globalization.CultureInfo.InvariantCulture)) })
                {
                    wire.Message(13, () =>
                    {
                        wire.Text(1, key);
                        wire.Text(2, value);
                    });
                }

                wire.Integer(14, 1);
            });
        });
        return wire.Written.ToArray();
    }
}
