using System.Collections.Immutable;

namespace InferenceModel.Interconnect;

/// <summary>
/// Communication hidden behind computation of another half of the batch: of a time T the share s is hidden and costs the computation
/// the share t of multiprocessors it takes, so (1 - s) T + s t T is felt. The share stands for windows that are too short.
/// </summary>
/// <param name="Kinds">The collectives that are hidden.</param>
/// <param name="LeastTokens">The smallest step that is split.</param>
/// <param name="Share">Share of the time that is hidden.</param>
/// <param name="Tax">Share of the multiprocessors it takes meanwhile.</param>
public sealed record CollectiveOverlap(ImmutableArray<CollectiveKind> Kinds, int LeastTokens, double Share, double Tax)
{
    /// <summary>What is felt of a time.</summary>
    /// <param name="kind">The collective.</param>
    /// <param name="tokens">Tokens of the step.</param>
    /// <param name="time">Its time.</param>
    public CollectiveTime Felt(CollectiveKind kind, double tokens, in CollectiveTime time)
    {
        if (tokens < LeastTokens || !Kinds.Contains(kind))
        {
            return time;
        }

        var felt = 1 - Share + (Share * Tax);
        return new CollectiveTime(time.Latency * felt, time.Transfer * felt, time.Algorithm);
    }
}
