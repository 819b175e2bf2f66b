using InferenceModel.Interconnect;
using InferenceModel.Units;

namespace InferenceModel.Estimation;

/// <summary>How long a cache takes from the machine that computed a prompt to the one that decodes.</summary>
public static class KvTransferTime
{
    /// <summary>The time of the cache of one prompt; nothing where no wire is known to join the machines.</summary>
    /// <param name="prefill">Sends.</param>
    /// <param name="decode">Receives.</param>
    /// <param name="tokens">Tokens of the prompt.</param>
    public static Seconds Of(PreparedDeployment prefill, PreparedDeployment decode, double tokens)
    {
        var plan = prefill.Deployment.Plan;
        var size = prefill.Memory.KvPerToken * (tokens * plan.TensorParallel * plan.PipelineParallel * plan.ContextParallel);
        return Over(prefill.Deployment, decode.Deployment, size)?.Total ?? Seconds.Zero;
    }

    /// <summary>The time of a cache between a worker of each over the slower of the two fabrics; null where no wire is known to join them.</summary>
    /// <param name="prefill">Sends.</param>
    /// <param name="decode">Receives.</param>
    /// <param name="cache">The cache of one request, all ranks of a worker together.</param>
    public static CollectiveTime? Over(Deployment prefill, Deployment decode, Bytes cache)
    {
        var move = new KvMove(prefill.Plan.AcceleratorsPerReplica, decode.Plan.AcceleratorsPerReplica);
        CollectiveTime? On(ServingSystem system) => move.Time(cache, system.Fabric, prefill.Plan.AcceleratorsPerReplica, decode.Engine.Collectives);
        return (On(prefill.System), On(decode.System)) switch
        {
            ({ } one, { } other) => one.Total >= other.Total ? one : other,
            var (one, other) => one ?? other,
        };
    }
}
