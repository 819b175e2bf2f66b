using InferenceModel.Units;

namespace InferenceModel.Interconnect;

/// <summary>
/// Caches on their way from prefill to decode workers over one wire. Senders of several workers that meet one receiver share its ports
/// (incast), and what the receiver's own collectives take of the wire is not there for caches.
/// </summary>
/// <param name="SenderRanks">Ranks of the prefill worker, each with a port.</param>
/// <param name="ReceiverRanks">Ranks of the decode worker, each with a port.</param>
/// <param name="Concurrent">Transfers that arrive at the receiver at a time, this one counted.</param>
/// <param name="BusyShare">Share of the time the receiver's ports carry its own collectives.</param>
public sealed record KvMove(int SenderRanks, int ReceiverRanks, double Concurrent = 1, double BusyShare = 0)
{
    /// <summary>
    /// The time of one cache: the slower of sending it over the sender's ports and taking it in over the share of the receiver's
    /// ports that is left to it.
    /// </summary>
    /// <param name="cache">The cache of one request, all ranks of a worker together.</param>
    /// <param name="fabric">The wires of both workers.</param>
    /// <param name="stride">Accelerators from the first rank of one worker to the first of the other; it decides which tier they meet on.</param>
    /// <param name="policy">Who moves caches.</param>
    /// <returns>The time, or null where no wire joins them or nothing can move caches over it.</returns>
    public CollectiveTime? Time(Bytes cache, Fabric fabric, int stride, CollectivePolicy policy)
    {
        if (fabric.TierFor(stride + 1) is not { } tier)
        {
            return null;
        }

        var sending = On(tier, SenderRanks, fabric, policy);
        var taking = On(tier with { Oversubscription = tier.Oversubscription * Math.Max(1, Concurrent) / Math.Max(0.01, 1 - BusyShare) }, ReceiverRanks, fabric, policy);
        if (sending.IsEmpty || taking.IsEmpty)
        {
            return null;
        }

        var (sent, taken) = (sending.Time(new CollectiveCall(cache)), taking.Time(new CollectiveCall(cache)));
        return sent.Total >= taken.Total ? sent : taken;
    }

    /// <summary>What is left to wait for when layers are sent as they are done: the last layer.</summary>
    /// <param name="whole">The time of the whole cache.</param>
    /// <param name="layers">Layers that keep a cache.</param>
    public static Seconds LastLayer(in CollectiveTime whole, int layers) => whole.Latency + (whole.Transfer / Math.Max(1, layers));

    private static CollectiveCurve On(FabricTier tier, int ranks, Fabric fabric, CollectivePolicy policy) =>
        policy.Curve(CollectiveKind.KvTransfer, new CommunicationGroup(ranks, tier, ranks, null) { Host = fabric.Host }, LaunchMode.Graph);
}
