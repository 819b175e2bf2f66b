using InferenceModel.Sharding;
using Xunit;

namespace InferenceModel.Tests.Sharding;

public sealed class ShardingTests
{
    [Theory]
    [InlineData("llama-3.1-70b", 3, 1, 1, 1, "does not divide 64 heads")]
    [InlineData("llama-3.1-70b", 1, 100, 1, 1, "a layer for each stage")]
    [InlineData("llama-3.1-70b", 1, 1, 1, 2, "the model is dense")]
    [InlineData("mixtral-8x7b", 1, 1, 1, 3, "does not divide")]
    [InlineData("gpt2-124m", 8, 1, 1, 1, "does not divide 12 heads")]
    public void A_plan_that_cannot_run_says_why(string model, int tensor, int pipeline, int data, int expert, string reason)
    {
        var faults = ShardingRules.Faults(Repository.Model(model), new ShardingPlan(tensor, pipeline, data, expert), Repository.Catalog.Systems.Find("hgx_h100")!);
        Assert.Contains(faults, fault => fault.Contains(reason, StringComparison.Ordinal));
    }

    [Fact]
    public void A_replica_wider_than_the_fabric_is_refused() =>
        Assert.NotEmpty(ShardingRules.Faults(Repository.Model("llama-3.1-405b"), new ShardingPlan(8, 63), Repository.Catalog.Systems.Find("tpu_v6e_pod")!));

    [Fact]
    public void The_footprint_of_a_rank_is_the_sum_done_by_hand()
    {
        // Llama-3.1-8B over 2 ranks in 16 bits: layers 2 x (4096 x 6144 + 4096 x 4096 + 3 x 4096 x 14336) x 32 / 2,
        // embedding and head 2 x 2 x 128256 x 4096 / 2, norms 2 x 65 x 4096 whole.
        var memory = Repository.Prepare("llama-3.1-8b", "hgx_h100", new ShardingPlan(2)).Memory;
        Assert.Equal(32.0 * ((4096L * 6144) + (4096L * 4096)), memory.MixerWeights.Total);
        Assert.Equal(32.0 * 3 * 4096 * 14336, memory.FeedForwardWeights.Total);
        Assert.Equal((2.0 * 128256 * 4096) + (2 * 65 * 4096), memory.OuterWeights.Total);
        Assert.Equal(131072 / 2.0, memory.KvPerToken.Total);
    }

    [Fact]
    public void Latent_caches_are_copied_to_every_tensor_rank()
    {
        var one = Repository.Prepare("deepseek-v3", "gb200_nvl72", new ShardingPlan(8, 1, 1, 8)).Memory;
        Assert.Equal(70272, one.KvPerToken.Total);
    }

    [Fact]
    public void Weights_that_do_not_fit_are_an_ordinary_answer()
    {
        var prepared = Repository.Prepare("llama-3.1-405b", "hgx_h100", new ShardingPlan(1));
        Assert.Null(prepared.Plan);
        Assert.False(prepared.Memory.Fits);
    }

    [Fact]
    public void The_chattiest_group_gets_the_nearest_wires()
    {
        var fabric = Repository.Catalog.Systems.Find("hgx_h100")!.Fabric;
        var layout = RankLayout.Of(new ShardingPlan(8, 2), fabric);
        Assert.Null(layout.Tensor!.Far);
        Assert.Equal("infiniband_ndr", layout.Pipeline!.Near.Link.Id);
    }
}
