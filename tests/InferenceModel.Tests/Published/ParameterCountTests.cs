using InferenceModel.Catalog;
using Xunit;

namespace InferenceModel.Tests.Published;

/// <summary>Every shipped model against the counts its makers publish (the source stands in the model's file).</summary>
public sealed class ParameterCountTests
{
    public static TheoryData<string> Models => [.. Repository.Catalog.Models.Entries.Keys];

    [Theory]
    [MemberData(nameof(Models))]
    public void The_parameter_count_is_the_published_one(string id)
    {
        var entry = Repository.Catalog.Models.Entries[id];
        Close(entry.Parameters!, entry.Model.Parameters);
        if (entry.ActiveParameters is { } active)
        {
            Close(active, entry.Model.ActiveParameters);
        }
    }

    [Theory]
    [InlineData("llama-3.1-8b", 8_030_261_248)]
    [InlineData("llama-3.1-70b", 70_553_706_496)]
    [InlineData("llama-3.1-405b", 405_853_388_800)]
    [InlineData("llama-2-7b", 6_738_415_616)]
    [InlineData("llama-2-70b", 68_976_648_192)]
    [InlineData("mixtral-8x7b", 46_702_792_704)]
    [InlineData("gpt2-124m", 124_439_808)]
    [InlineData("pythia-70m", 70_426_624)]
    [InlineData("deepseek-v3", 671_026_419_200)]
    [InlineData("deepseek-v2", 235_741_434_880)]
    [InlineData("gpt-j-6b", 6_050_882_784)]
    [InlineData("gpt-neox-20b", 20_554_567_680)]
    [InlineData("mpt-7b", 6_649_286_656)]
    [InlineData("starcoder", 15_517_456_384)]
    [InlineData("starcoder2-15b", 15_957_889_024)]
    [InlineData("falcon-7b", 6_921_720_704)]
    [InlineData("falcon-40b", 41_303_293_952)]
    [InlineData("falcon-180b", 179_522_565_120)]
    [InlineData("bloom-176b", 176_247_271_424)]
    [InlineData("opt-6.7b", 6_658_473_984)]
    [InlineData("decilm-7b", 7_043_551_232)]
    [InlineData("phi-2", 2_779_683_840)]
    [InlineData("command-r", 34_980_831_232)]
    [InlineData("gemma-2-9b", 9_241_705_984)]
    [InlineData("ministral-8b", 8_019_808_256)]
    [InlineData("qwen2.5-7b", 7_615_616_512)]
    [InlineData("llama-3.2-1b", 1_235_814_400)]
    public void The_count_is_exactly_that_of_the_checkpoint(string id, long parameters) =>
        Assert.Equal(parameters, Repository.Model(id).Parameters);

    /// <summary>
    /// Within 0.5 %, or within the rounding of a figure published with fewer digits: makers cut as well as round (Qwen3-30B-A3B
    /// uses 3.353 B and publishes 3.3 B), so six tenths of the last digit are allowed.
    /// </summary>
    private static void Close(PublishedCount published, long computed)
    {
        var tolerance = Math.Max(0.005 * published.Value, 0.6 * published.Resolution);
        Assert.InRange(computed, published.Value - tolerance, published.Value + tolerance);
    }
}
