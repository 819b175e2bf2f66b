using InferenceModel.Models;
using InferenceModel.Operators;
using InferenceModel.Sharding;
using InferenceModel.Units;
using Xunit;

namespace InferenceModel.Tests.Operators;

public sealed class LoweringTests
{
    public static TheoryData<string> Models => [.. Repository.Catalog.Models.Entries.Keys];

    /// <summary>With so many tokens that every expert is touched, one rank reads every projection exactly once.</summary>
    [Theory]
    [MemberData(nameof(Models))]
    public void One_rank_reads_every_projection_once(string id)
    {
        var model = Repository.Model(id);
        var shape = new StepShape(1e6, 100, 0, 100, 1000);
        var read = Sum(Lower(model, new ShardingPlan()), shape, work => work.Weights.Total);
        var stored = Projections(model);

        // The router is a projection of its own in both; the latent expansion is read again, absorbed, for decoding.
        var absorbed = model.Layers.Where(group => group.Layer.Mixer is LatentAttention).Sum(group =>
        {
            var latent = (LatentAttention)group.Layer.Mixer!;
            return 2.0 * group.Count * latent.KeyValueRank * latent.QueryHeads * (latent.ContentDimension + latent.ValueDimension);
        });
        Assert.Equal(1, read / (stored + absorbed), 0.002);
    }

    [Theory]
    [InlineData("llama-3.1-70b")]
    [InlineData("mixtral-8x7b")]
    [InlineData("qwen3-235b-a22b")]
    [InlineData("nemotron-h-56b")]
    public void A_prompt_token_costs_two_operations_a_active_parameter(string id)
    {
        var model = Repository.Model(id);
        var shape = StepShape.Prefill(100, 100);
        var arithmetic = Lower(model, new ShardingPlan()).SelectMany(stage => stage.Blocks)
            .SelectMany(block => block.Operators, (block, part) => part is Gemm { Choice: TokenChoice.All } or RoutedExperts ? ((TokenOperator)part).Work(shape.Tokens).Arithmetic.Total * block.Count : 0)
            .Sum();
        var outer = 2.0 * model.VocabularySize * model.HiddenSize;
        var expected = 2 * shape.Tokens * (model.ActiveParameters - outer);
        Assert.Equal(1, arithmetic / expected, 0.01);
    }

    [Theory]
    [InlineData("llama-3.1-70b", 8, 1, 1, 1)]
    [InlineData("qwen3-235b-a22b", 4, 1, 4, 1)]
    [InlineData("deepseek-v3", 8, 1, 8, 1)]
    [InlineData("llama-3.1-405b", 8, 2, 1, 1)]
    public void Ranks_together_hold_the_model(string id, int tensor, int pipeline, int expert, int data)
    {
        var model = Repository.Model(id);
        var plan = new ShardingPlan(tensor, pipeline, data, expert);
        var shape = new StepShape(1e6, 100, 0, 0, 0);
        var one = Sum(Lower(model, new ShardingPlan()), shape, work => work.Weights.Total);
        var all = Sum(Lower(model, plan), shape, work => work.Weights.Total) * tensor;
        // Latent down projections, routers and indexers are copied to every rank.
        Assert.InRange(all / one, 0.999, 1.10);
    }

    [Fact]
    public void Key_value_heads_are_copied_when_ranks_exceed_them()
    {
        // Qwen3-235B has 4 key-value heads: over 8 ranks each holds one, so the projection is 8192 / 8 + 2 x 128 wide.
        var operators = Lower(Repository.Model("qwen3-235b-a22b"), new ShardingPlan(8)).SelectMany(stage => stage.Blocks).SelectMany(block => block.Operators);
        var projection = (Gemm)operators.First(part => part.Name == "qkv projection");
        Assert.Equal((64 * 128 / 8) + (2 * 128), projection.Outputs);
    }

    [Theory]
    [InlineData(4, 0, 1e9, 10)]
    [InlineData(4, 10, 1e9, 50)]
    [InlineData(4, 10, 5, 20)]
    [InlineData(6, 2, 5, 27)]
    public void Pairs_of_a_chunk_are_counted_within_the_window(double chunk, double past, double window, double pairs) =>
        // The last case: 3 + 4 + 5 + 5 + 5 + 5
        Assert.Equal(pairs, PrefillAttention.Pairs(chunk, past, window));

    [Fact]
    public void Experts_are_touched_as_often_as_even_routing_says()
    {
        // 128 experts, 8 a token, one token: exactly 8 are touched.
        var experts = new RoutedExperts("experts", 128, 8, 10, 20, 1, 1, WeightFormat.Bf16, IsGated: true, 1);
        Assert.Equal(8 * 3 * 10 * 20 * 2, experts.Work(1).Weights.Total, 6);
    }

    private static System.Collections.Immutable.ImmutableArray<LoweredStage> Lower(LanguageModel model, ShardingPlan plan) =>
        Lowering.Lower(model, model.KvFormat, plan, RankLayout.Of(plan, Repository.Catalog.Systems.Find("gb200_nvl72")!.Fabric));

    private static double Sum(IEnumerable<LoweredStage> stages, StepShape shape, Func<OperatorWork, double> part) => stages
        .SelectMany(stage => stage.Blocks)
        .SelectMany(block => block.Operators, (block, one) => block.Count * part(one switch
        {
            TokenOperator { Choice: TokenChoice.Sampled } counted => counted.Work(shape.SampledSequences),
            TokenOperator { Choice: TokenChoice.Decode } counted => shape.DecodeSequences > 0 ? counted.Work(shape.DecodeSequences) : default,
            TokenOperator counted => counted.Work(shape.Tokens),
            ContextOperator looks => looks.Work(shape),
            _ => default,
        }))
        .Sum();

    /// <summary>Bytes of everything that is multiplied: all but norms, biases, convolutions and the embedding (unless it is the head).</summary>
    private static double Projections(LanguageModel model)
    {
        var layers = model.Layers.Sum(group => group.Count * group.Layer.Weights(model.HiddenSize)
            .Where(tensor => tensor.InputFeatures > 1 && (tensor.Role != WeightRole.Small || tensor.Name == "router") && tensor.Name != "expert biases")
            .Sum(tensor => tensor.Size(group.Layer.Formats.Of(tensor.Role)).Total));
        return layers + Bytes.OfBits(model.VocabularySize * (double)model.HiddenSize * model.HeadFormat.BitsPerWeight).Total;
    }
}
