using InferenceModel.Cli.Commands;
using InferenceModel.Profiling.Layers;
using InferenceModel.Profiling.Onnx;
using InferenceModel.Tests.Profiling;
using Xunit;

namespace InferenceModel.Tests.Cli;

public sealed class ProfileCommandTests
{
    [Fact]
    public void Faulty_options_are_refused_all_at_once()
    {
        var (code, _, errors) = Run("profile", "--ep", "abacus", "--threads", "100000", "--budget", "0", "--model", "no-such-model");
        Assert.Equal((int)ExitCode.Usage, code);
        foreach (var option in new[] { "--ep 'abacus'", "--threads '100000'", "--budget '0'", "no-such-model" })
        {
            Assert.Contains(option, errors, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_model_whose_layers_have_no_graph_is_refused_with_the_reason()
    {
        var (code, _, errors) = Run("profile", "--model", "deepseek-v3");
        Assert.Equal((int)ExitCode.Usage, code);
        Assert.Contains("latent attention", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_whose_layer_is_too_large_for_a_graph_is_refused_with_its_size()
    {
        // A layer of Llama 3.1 405B: 2 x 16384^2 + 2 x 16384 x 1024 + 3 x 16384 x 53248 = 3.19e9 weights, 11.9 GiB in 32 bits.
        var (code, _, errors) = Run("profile", "--model", "llama-3.1-405b");
        Assert.Equal((int)ExitCode.Usage, code);
        Assert.Contains("a layer holds 11.88 GiB in 32 bits", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_ones_own_gives_layers_with_work_and_times()
    {
        using var folder = new TemporaryFolder();
        var graph = SeededWeights.Fill(LayerGraphs.Whole(TinyModels.Llama(), new LayerGraphOptions(LayerPhase.Decode, Positions: 256)), 1);
        var path = folder.Write("own.onnx", OnnxWriter.Write(graph).ToArray());
        var (code, output, errors) = Run("profile", "--onnx", path, "--threads", "1", "--json");
        Assert.Equal(string.Empty, errors);
        Assert.Equal((int)ExitCode.Ok, code);
        var layers = System.Text.Json.JsonDocument.Parse(output).RootElement.EnumerateArray().ToList();
        Assert.Equal(["layer 0", "layer 1"], layers.Select(layer => layer.GetProperty("layer").GetString()).Where(name => name!.StartsWith("layer ", StringComparison.Ordinal)));
        Assert.All(layers, layer => Assert.True(layer.GetProperty("prompt_ms").GetDouble() > 0 && layer.GetProperty("decode_ms").GetDouble() > 0, layer.ToString()));
        Assert.Equal(layers[1].GetProperty("prompt_flop").GetDouble(), layers[2].GetProperty("prompt_flop").GetDouble());
    }

    [Fact]
    public void A_file_that_is_no_transformer_or_no_model_is_refused_with_the_reason()
    {
        using var folder = new TemporaryFolder();
        var graph = new GraphBuilder(OnnxElement.Float32);
        graph.Output(graph.Node("Relu", "only", [graph.Input("x", OnnxElement.Float32, "batch", 4L)]), "y", "batch", 4L);
        var other = folder.Write("other.onnx", OnnxWriter.Write(graph.Build("other")).ToArray());
        var broken = folder.Write("broken.onnx", [0x3a, 0xff, 0xff, 0xff, 0xff, 0x7f, 1, 2, 3]);
        foreach (var (path, reason) in new[] { (other, "no attention"), (broken, "ONNX"), (Path.Combine(folder.Path, "none.onnx"), "no such file") })
        {
            var (code, _, errors) = Run("profile", "--onnx", path);
            Assert.Equal((int)ExitCode.Usage, code);
            Assert.Contains(reason, errors, StringComparison.Ordinal);
        }
    }

    private static (int Code, string Output, string Errors) Run(params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        return (InferenceModel.Cli.Commands.Cli.Run([.. arguments, "--models-path", Path.Combine(Repository.Root, "models")], output, errors), output.ToString(), errors.ToString());
    }
}
