using InferenceModel.Units;

namespace InferenceModel.Sharding;

/// <summary>What the fullest rank of a plan holds in memory, and how much cache is left over.</summary>
/// <param name="MixerWeights">Attention and linear-mixer weights.</param>
/// <param name="FeedForwardWeights">Dense and shared feed-forward weights.</param>
/// <param name="ExpertWeights">Routed experts.</param>
/// <param name="OuterWeights">Embedding, head, norms, routers, encoders.</param>
/// <param name="Activations">Buffers of the largest step.</param>
/// <param name="Reserved">Runtime, libraries, captured graphs and communication buffers.</param>
/// <param name="Usable">What the engine may fill.</param>
/// <param name="KvPerToken">Cache bytes of one token on this rank while every layer keeps it.</param>
/// <param name="StatePerSequence">State bytes of one sequence on this rank.</param>
public sealed record MemoryFootprint(
    Bytes MixerWeights,
    Bytes FeedForwardWeights,
    Bytes ExpertWeights,
    Bytes OuterWeights,
    Bytes Activations,
    Bytes Reserved,
    Bytes Usable,
    Bytes KvPerToken,
    Bytes StatePerSequence)
{
    /// <summary>Share of the weights that stays in the memory of the host.</summary>
    public double HostShare { get; init; }

    /// <summary>Weights in the memory of the host.</summary>
    public Bytes HostWeights => (MixerWeights + FeedForwardWeights + ExpertWeights + OuterWeights) * HostShare;

    /// <summary>All weights that stay on the device.</summary>
    public Bytes Weights => (MixerWeights + FeedForwardWeights + ExpertWeights + OuterWeights) * (1 - HostShare);

    /// <summary>Everything but the cache.</summary>
    public Bytes Fixed => Weights + Activations + Reserved;

    /// <summary>What is left for the cache; nothing where the weights do not fit.</summary>
    public Bytes KvBudget => Bytes.Max(Bytes.Zero, Usable - Fixed);

    /// <summary>Whether one token at least finds room.</summary>
    public bool Fits => KvBudget > KvPerToken + StatePerSequence;

    /// <summary>Tokens the cache of one attention rank holds, windows not considered.</summary>
    public double KvTokenCapacity => KvPerToken > Bytes.Zero ? KvBudget / KvPerToken : double.PositiveInfinity;
}
