using System.Collections.Immutable;
using InferenceModel.Engines;
using InferenceModel.Interconnect;
using InferenceModel.Interconnect.Algorithms;
using InferenceModel.Units;

namespace InferenceModel.Profiling.Measuring;

/// <summary>ONNX Runtime called in a loop, as an engine and as a system, so that the ordinary step model can be asked about it.</summary>
public static class ProfiledEngine
{
    private const int LargestBatch = 16;

    /// <summary>One process with the whole processor: it has nobody to talk to.</summary>
    /// <param name="profile">Its profile.</param>
    /// <param name="source">What the measurements are called.</param>
    public static ProfiledMachine Alone(LayerProfile profile, string source)
    {
        var wire = SharedMemory(profile.Device, profile.Device.MemoryBandwidth.Value, Seconds.Zero, source);
        return new ProfiledMachine(System(profile.Device, 1, wire, []), Engine(profile, new CollectivePolicy([], 0), source));
    }

    /// <summary>
    /// Ranks that share memory. One exchange of everything, with a cost of its own for a call and for a byte; a sum is also the end of a
    /// session, so that the next one is called, which its call contains: as many sums as sessions but the last.
    /// </summary>
    /// <param name="profile">The profile of one rank.</param>
    /// <param name="reduce">What sums cost: a call, and bytes a second as the lowering counts them.</param>
    /// <param name="gather">What gathering costs.</param>
    /// <param name="source">What the measurements are called.</param>
    public static ProfiledMachine Ranks(
        LayerProfile profile, (Seconds Call, BytesPerSecond Bandwidth) reduce, (Seconds Call, BytesPerSecond Bandwidth) gather, string source)
    {
        var wire = SharedMemory(profile.Device, BytesPerSecond.Max(reduce.Bandwidth, gather.Bandwidth), reduce.Call, source);
        CollectiveConstants One(CollectiveKind kind, CollectiveAlgorithm algorithm, Seconds call, BytesPerSecond bandwidth) => new(
            [kind], null, wire.Kind, wire.Generation, null, null, new Version(0, 0), wire.StepLatency.Value, wire.Efficiency.Value, Seconds.Zero,
            [new BranchConstants { Algorithm = algorithm, Name = "shared memory", Base = call, Efficiency = bandwidth / wire.Bandwidth.Value }], source);
        var exchange = new CollectiveImplementation(
            wire.Id,
            "Two processes over shared memory",
            [One(CollectiveKind.AllReduce, new OneShot(), reduce.Call + profile.Call, reduce.Bandwidth), One(CollectiveKind.AllGather, new Ring(), gather.Call, gather.Bandwidth)]);
        var tier = new FabricTier("processes of one machine", wire, RankGroup.Ranks, TierTopology.Mesh, false, null, 1);
        return new ProfiledMachine(System(profile.Device, RankGroup.Ranks, wire, [tier]), Engine(profile, CollectivePolicy.Only(exchange), source));
    }

    /// <summary>The engine: no scheduler and no server, only the call of a session.</summary>
    private static ServingEngine Engine(LayerProfile profile, CollectivePolicy collectives, string source)
    {
        Figure<T> Known<T>(T value)
            where T : struct => new(value, null, null, source, null);
        return new ServingEngine(
            $"{profile.Device.Id}_{DeviceFit.Engine}", "ONNX Runtime", LargestBatch * ProfileGrid.LongestContext, LargestBatch, false, 1,
            Known(1.0), Known(Bytes.Zero), Known(Bytes.Zero), Known(profile.Call), Known(Seconds.Zero), false, Known(Seconds.Zero), collectives, [])
        {
            KernelsOf = DeviceFit.Engine,
        };
    }

    private static ServingSystem System(Hardware.Accelerator device, int count, Link wire, ImmutableArray<FabricTier> tiers) =>
        new(device.Id, device.Name, Hardware.Maturity.Shipping, device, count, wire, new Fabric(tiers) { Host = wire.Kind }, null);

    private static Link SharedMemory(Hardware.Accelerator device, BytesPerSecond bandwidth, Seconds latency, string source) => new(
        $"{device.Id}_memory",
        $"Memory of {device.Name}",
        LinkKind.SharedMemory,
        1,
        Hardware.Maturity.Shipping,
        new Figure<BytesPerSecond>(bandwidth, null, null, source, null),
        new Figure<double>(1, null, null, source, null),
        new Figure<Seconds>(latency, null, null, source, null),
        ImmutableSortedDictionary<PathClass, Figure<double>>.Empty);
}
