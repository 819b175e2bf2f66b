using InferenceModel.Units;

namespace InferenceModel.Interconnect;

/// <summary>
/// Times of collectives: the minimum over algorithms of a latency plus bytes over bandwidth. Constants are those of one
/// structural model fitted on nccl-tests and TensorRT-LLM all-reduce tables of A100, H100, H200, B200 and GB200
/// (ai-dynamo/aiconfigurator 095f58a, systems/data); each link brings its own latencies.
/// </summary>
public static class Collectives
{
    /// <summary>The time of a collective over a group.</summary>
    /// <param name="kind">What is done.</param>
    /// <param name="bytes">All-reduce: the buffer of one rank; all-gather and reduce-scatter: the whole buffer; all-to-all and send: what one rank sends.</param>
    /// <param name="group">Who takes part.</param>
    /// <param name="library">Which kernels may be used.</param>
    public static CollectiveTime Time(CollectiveKind kind, Bytes bytes, CommunicationGroup group, CollectiveLibrary library)
    {
        if (group.Ranks <= 1)
        {
            return new CollectiveTime(Seconds.Zero, Seconds.Zero, "none");
        }

        return kind switch
        {
            CollectiveKind.AllReduce => AllReduce(bytes, group, library),
            CollectiveKind.AllGather or CollectiveKind.ReduceScatter => GatherOrScatter(bytes, group),
            CollectiveKind.AllToAll => AllToAll(bytes, group),
            _ => SendReceive(bytes, group.Far ?? group.Near),
        };
    }

    private static CollectiveTime AllReduce(Bytes bytes, CommunicationGroup group, CollectiveLibrary library)
    {
        if (group.Far is not { } far)
        {
            return FlatAllReduce(bytes, group.Ranks, group.Near, library);
        }

        // Hierarchical: scatter within a domain, reduce each share across domains, gather within.
        var scatter = Ring(bytes, group.RanksNear, group.Near, steps: group.RanksNear - 1, busFactor: BusShare(group.RanksNear), copyFactor: 0.59 / group.RanksNear);
        var across = FlatAllReduce(bytes / group.RanksNear, group.Domains, far, CollectiveLibrary.Nccl);
        var whole = new CollectiveTime(scatter.Latency + across.Latency + scatter.Latency, scatter.Transfer + across.Transfer + scatter.Transfer, $"hierarchical, {across.Algorithm} across");
        return CollectiveTime.Quicker(whole, FlatAllReduce(bytes, group.Ranks, far, CollectiveLibrary.Nccl));
    }

    private static CollectiveTime FlatAllReduce(Bytes bytes, int ranks, FabricTier tier, CollectiveLibrary library)
    {
        var best = Ring(bytes, ranks, tier, steps: 2 * (ranks - 1), busFactor: 2 * BusShare(ranks), copyFactor: 0.21);
        if (tier.ReducesInSwitch && ranks >= 8)
        {
            best = CollectiveTime.Quicker(best, new CollectiveTime(
                tier.Link.StepLatency.Value * 95, bytes * (1 + (1.0 / ranks)) / (tier.Bandwidth * 0.656), "NVLS"));
        }

        // Custom kernels read peers' memory directly, which needs every pair joined within one node-sized domain.
        return library == CollectiveLibrary.Custom && ranks <= MostRanksOfCustomKernels
            ? CollectiveTime.Quicker(best, Custom(bytes, ranks, tier))
            : best;
    }

    private const int MostRanksOfCustomKernels = 16;

    /// <summary>One-shot and two-shot kernels in a captured graph; 5 % median error over seven systems.</summary>
    private static CollectiveTime Custom(Bytes bytes, int ranks, FabricTier tier)
    {
        var latency = tier.Link.OneShotLatency.Value;
        var peers = ranks - 1;
        // The shares of nominal below were fitted where rings reach 0.80 of it; slower paths scale them down.
        var bandwidth = tier.Bandwidth * (tier.Efficiency / 0.80);
        var oneShot = new CollectiveTime(latency * (1 + (0.028 * peers)), bytes * peers / (bandwidth * 0.60), "one-shot");
        var twoShot = new CollectiveTime(latency * (4.3 + (0.35 * peers)), bytes * (2 * BusShare(ranks)) / (bandwidth * 0.56), "two-shot");
        var large = new CollectiveTime(latency * (9.5 + (0.68 * peers)), bytes * (2 * BusShare(ranks)) / (bandwidth * 0.75), "two-shot, large");
        return CollectiveTime.Quicker(oneShot, CollectiveTime.Quicker(twoShot, large));
    }

    private static CollectiveTime GatherOrScatter(Bytes bytes, CommunicationGroup group)
    {
        var near = Ring(bytes, group.RanksNear, group.Near, group.RanksNear - 1, BusShare(group.RanksNear), 0.59 / group.RanksNear);
        if (group.Far is not { } far)
        {
            return near;
        }

        var across = Ring(bytes / group.RanksNear, group.Domains, far, group.Domains - 1, BusShare(group.Domains), 0.59 / group.Domains);
        return new CollectiveTime(near.Latency + across.Latency, near.Transfer + across.Transfer, "hierarchical ring");
    }

    /// <summary>The three protocols of a ring: LL, LL128 and Simple.</summary>
    private static CollectiveTime Ring(Bytes bytes, int ranks, FabricTier tier, int steps, double busFactor, double copyFactor)
    {
        if (ranks <= 1)
        {
            return new CollectiveTime(Seconds.Zero, Seconds.Zero, "none");
        }

        var step = tier.Link.StepLatency.Value;
        var bandwidth = tier.Bandwidth * (tier.Efficiency / 0.80);
        var moved = bytes * (busFactor + copyFactor);
        var low = new CollectiveTime(step * (5.2 + steps), moved / (bandwidth * 0.024), "ring LL");
        var middle = new CollectiveTime(step * (6.2 + steps), moved / (bandwidth * 0.37), "ring LL128");
        var simple = new CollectiveTime(step * (16 + (2.46 * steps)), moved / (bandwidth * 0.80), "ring Simple");
        return CollectiveTime.Quicker(low, CollectiveTime.Quicker(middle, simple));
    }

    /// <summary>
    /// Expert dispatch and combine: within a domain 9.5 us + 1 us for each doubling of ranks (NVL72, TensorRT-LLM, 2-64 ranks), scaled by
    /// the link's one-shot latency; across domains 26 us (DeepEP, 2-8 nodes) and the share that leaves the domain over its network port.
    /// </summary>
    private static CollectiveTime AllToAll(Bytes bytes, CommunicationGroup group)
    {
        var scale = group.Near.Link.OneShotLatency.Value / Seconds.OfMicroseconds(4.17);
        var near = new CollectiveTime(
            Seconds.OfMicroseconds(9.5 + Math.Log2(group.Ranks)) * scale,
            bytes * BusShare(group.Ranks) / group.Near.EffectiveBandwidth,
            "all-to-all");
        if (group.Far is not { } far)
        {
            return near;
        }

        var leaving = 1 - (1.0 / group.Domains);
        return new CollectiveTime(
            Seconds.OfMicroseconds(26),
            bytes * leaving / far.EffectiveBandwidth,
            "all-to-all across domains");
    }

    private static CollectiveTime SendReceive(Bytes bytes, FabricTier tier) =>
        new(tier.Link.PointToPointLatency.Value, bytes / tier.EffectiveBandwidth, "send");

    private static double BusShare(int ranks) => (ranks - 1.0) / ranks;
}
