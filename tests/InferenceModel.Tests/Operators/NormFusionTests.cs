using InferenceModel.Costs;
using InferenceModel.Interconnect;
using InferenceModel.Operators;
using InferenceModel.Sharding;
using InferenceModel.Units;
using Xunit;

namespace InferenceModel.Tests.Operators;

public sealed class NormFusionTests
{
    [Fact]
    public void Both_norms_of_a_layer_join_the_all_reduces_before_them()
    {
        var model = Repository.Model("llama-3.1-8b");
        var plan = new ShardingPlan(2);
        var apart = Lowering.Lower(model, model.KvFormat, plan, RankLayout.Of(plan, Repository.Catalog.Systems.Find("hgx_h100")!.Fabric));
        var layer = NormFusion.Apply(apart)[0].Blocks.Single(block => block.Count == 32).Operators;
        Assert.Equal(2, layer.Count(part => part is CollectiveOperator { Collective: CollectiveKind.AllReduce, Norm: not null }));
        Assert.DoesNotContain(layer, part => part is Elementwise { IsResidualNorm: true });
    }

    [Fact]
    public void A_large_all_reduce_leaves_the_norm_by_itself()
    {
        var policy = Repository.Catalog.Engines.Find("trtllm")!.Collectives;
        Assert.True(policy.FusesNorm(8, Bytes.OfMebi(4)));
        Assert.False(policy.FusesNorm(8, Bytes.OfMebi(6)));
        Assert.False(Repository.Catalog.Engines.Find("vllm")!.Collectives.FusesNorm(8, Bytes.OfKibi(4)));
    }

    [Fact]
    public void Joining_saves_time_in_small_steps_only()
    {
        var joined = Repository.Prepare("llama-3.1-70b", "hgx_h100", new ShardingPlan(8), "trtllm").Plan!.Model;
        Assert.True(joined.Breakdown(StepShape.Decode(1, 100)).Total > Seconds.Zero);
        var tree = joined.Explain("step", StepShape.Decode(8, 100));
        Assert.Contains(Leaves(tree), leaf => leaf.Name.Contains("all-reduce after mixer, feed-forward norm", StringComparison.Ordinal));
    }

    private static IEnumerable<CostNode> Leaves(CostNode node) => node.Parts.IsEmpty ? [node] : node.Parts.SelectMany(Leaves);
}
