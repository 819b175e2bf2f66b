using InferenceModel.Workloads;

namespace InferenceModel.Estimation;

/// <summary>What every step of an estimate needs to know.</summary>
/// <param name="Prepared">The deployment.</param>
/// <param name="Plan">Its compiled plan.</param>
/// <param name="Request">Lengths of every request.</param>
/// <param name="Steady">The steady states of a rank.</param>
/// <param name="Ranks">Attention ranks that share the load.</param>
/// <param name="MostDecoding">Sequences a rank runs at most.</param>
/// <param name="CacheBinds">Whether the cache and not the engine sets that number.</param>
internal sealed record EstimateContext(
    PreparedDeployment Prepared, CompiledPlan Plan, RequestShape Request, SteadyState Steady, int Ranks, double MostDecoding, bool CacheBinds)
{
    /// <summary>What runs out first, for a sentence.</summary>
    public string RoomName => CacheBinds ? "cache memory" : "maximum_sequences of the engine";

    /// <summary>What runs out first.</summary>
    public LimitingFactor RoomFactor => CacheBinds ? LimitingFactor.KvCapacity : LimitingFactor.MaximumSequences;
}
