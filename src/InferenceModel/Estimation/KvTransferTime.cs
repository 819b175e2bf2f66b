using InferenceModel.Interconnect;
using InferenceModel.Units;

namespace InferenceModel.Estimation;

/// <summary>How long a cache takes from the machine that computed a prompt to the one that decodes.</summary>
public static class KvTransferTime
{
    /// <summary>
    /// Latency plus bytes over bandwidth: every accelerator of the slower side sends or receives its share over the widest tier of its
    /// machine.
    /// </summary>
    /// <param name="prefill">Sends.</param>
    /// <param name="decode">Receives.</param>
    /// <param name="tokens">Tokens of the prompt.</param>
    public static Seconds Of(PreparedDeployment prefill, PreparedDeployment decode, double tokens)
    {
        var (from, to) = (Widest(prefill.Deployment.System), Widest(decode.Deployment.System));
        if (from is null || to is null)
        {
            return Seconds.Zero;
        }

        var plan = prefill.Deployment.Plan;
        var size = prefill.Memory.KvPerToken * (tokens * plan.TensorParallel * plan.PipelineParallel * plan.ContextParallel);
        var (sending, receiving) = (from.EffectiveBandwidth * plan.AcceleratorsPerReplica, to.EffectiveBandwidth * decode.Deployment.Plan.AcceleratorsPerReplica);
        return (sending < receiving ? from : to).Link.PointToPointLatency.Value + (size / (sending < receiving ? sending : receiving));
    }

    private static FabricTier? Widest(ServingSystem system) => system.Fabric.Tiers.IsEmpty ? null : system.Fabric.Tiers[^1];
}
