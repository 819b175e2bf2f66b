using InferenceModel.Models;

namespace InferenceModel.Tests.Profiling;

/// <summary>Models small enough to run in a test.</summary>
internal static class TinyModels
{
    public static LanguageModel Llama(int layers = 2) => new()
    {
        Id = "tiny",
        Name = "tiny",
        HiddenSize = 64,
        VocabularySize = 96,
        MaximumContext = 64,
        Layers = [new LayerGroup(layers, new DecoderLayer(new GroupedAttention(4, 2, 16, 16), new DenseFeedForward(96, true), 2 * 64, LayerFormats.Uniform(WeightFormat.Fp32)))],
        TiedEmbeddings = true,
        FinalNormParameters = 64,
        HeadFormat = WeightFormat.Fp32,
    };
}
