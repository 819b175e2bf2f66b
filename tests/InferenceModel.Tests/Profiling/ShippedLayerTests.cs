using InferenceModel.Models;
using InferenceModel.Profiling.Layers;
using InferenceModel.Profiling.Onnx;
using Xunit;

namespace InferenceModel.Tests.Profiling;

/// <summary>The files in <c>models/layers</c> are what the architecture gives; UPDATE_GOLDENS=1 writes them anew.</summary>
public sealed class ShippedLayerTests
{
    public static TheoryData<string, int, string> Shipped => new()
    {
        { "llama-3.1-8b", 0, "fp32" }, { "llama-3.1-8b", 0, "int4_g32" }, { "llama-3.1-8b", 0, "int8" }, { "qwen3-8b", 0, "fp32" }, { "mixtral-8x7b", 0, "fp32" },
        { "gpt2-124m", 0, "fp32" }, { "pythia-70m", 0, "fp32" }, { "deepseek-v3", 0, "fp32" }, { "smollm2-135m", 0, "fp32" }, { "gpt-oss-20b", 0, "fp32" },
    };

    [Theory]
    [MemberData(nameof(Shipped))]
    public void A_shipped_file_is_the_layer_of_its_model(string id, int group, string format)
    {
        var model = Repository.Model(id).WithPrecision(WeightFormat.Find(format)!);
        var layer = model.Layers[group].Layer;
        foreach (var phase in layer.Mixer is LatentAttention ? new[] { LayerPhase.Prefill, LayerPhase.Decode } : [LayerPhase.Decode])
        {
            var name = layer.Mixer is LatentAttention ? $"{id}.{format}.{phase.ToString().ToUpperInvariant()}.onnx" : $"{id}.{format}.onnx";
            var path = Path.Combine(Repository.Root, "models", "layers", name);
            var bytes = OnnxWriter.Write(LayerGraphs.Layer(model, layer, new LayerGraphOptions(phase))).ToArray();
            if (Environment.GetEnvironmentVariable("UPDATE_GOLDENS") == "1")
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllBytes(path, bytes);
            }

            Assert.InRange(bytes.Length, 1000, 80_000);
            Assert.True(bytes.AsSpan().SequenceEqual(File.ReadAllBytes(path)), $"{name} differs: UPDATE_GOLDENS=1 writes it anew");
        }
    }
}
