using InferenceModel.Interconnect;

namespace InferenceModel.Sharding;

/// <summary>
/// Where the ranks of a plan stand: tensor-parallel neighbours side by side, then context, attention-data and pipeline
/// ranks, so that the chattiest group gets the nearest wires.
/// </summary>
/// <param name="Tensor">Ranks that all-reduce every layer, or null where there is one.</param>
/// <param name="Context">Ranks that split a sequence, or null.</param>
/// <param name="Stage">All ranks of a stage, which share its experts, or null where there is one.</param>
/// <param name="Pipeline">One stage and the next, or null.</param>
public sealed record RankLayout(
    CommunicationGroup? Tensor,
    CommunicationGroup? Context,
    CommunicationGroup? Stage,
    CommunicationGroup? Pipeline)
{
    /// <summary>Lays a plan over a fabric that reaches all its ranks (see <see cref="ShardingRules"/>).</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="fabric">The fabric.</param>
    public static RankLayout Of(ShardingPlan plan, Fabric fabric)
    {
        return new RankLayout(
            Lay(fabric, plan.TensorParallel, 1),
            Lay(fabric, plan.ContextParallel, plan.TensorParallel),
            Lay(fabric, plan.AcceleratorsPerStage, 1),
            plan.PipelineParallel > 1 ? Lay(fabric, 2, plan.AcceleratorsPerStage) : null);
    }

    private static CommunicationGroup? Lay(Fabric fabric, int ranks, int stride) =>
        ranks > 1 ? CommunicationGroup.Lay(fabric, ranks, stride) : null;
}
