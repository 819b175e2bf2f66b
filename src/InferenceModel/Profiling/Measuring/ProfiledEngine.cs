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

    /// <summary>The engine: no scheduler and no server, only the call of a session for each piece of the model.</summary>
    /// <param name="callsPerStep">Sessions called for one step.</param>
    /// <param name="call">Time of a call beside its nodes.</param>
    /// <param name="collectives">How ranks talk.</param>
    /// <param name="source">What the measurements are called.</param>
    public static ServingEngine Of(int callsPerStep, Seconds call, CollectivePolicy collectives, string source)
    {
        Figure<T> Known<T>(T value)
            where T : struct => new(value, null, null, source, null);
        return new ServingEngine(
            DeviceFit.Engine, "ONNX Runtime", LargestBatch * ProfileGrid.LongestContext, LargestBatch, false, 1, Known(1.0), Known(Bytes.Zero), Known(Bytes.Zero), Known(call * callsPerStep), Known(Seconds.Zero), false, Known(Seconds.Zero), collectives, []);
    }

    /// <summary>The collectives of ranks that share memory: one exchange of everything, with a cost of its own for a call and for a byte.</summary>
    /// <param name="reduce">What sums cost: a call, and bytes a second as the lowering counts them.</param>
    /// <param name="gather">What gathering costs.</param>
    /// <param name="wire">The wire.</param>
    /// <param name="source">What the measurements are called.</param>
    public static CollectivePolicy Collectives((Seconds Call, BytesPerSecond Bandwidth) reduce, (Seconds Call, BytesPerSecond Bandwidth) gather, Link wire, string source)
    {
        CollectiveConstants One(CollectiveKind kind, CollectiveAlgorithm algorithm, (Seconds Call, BytesPerSecond Bandwidth) cost) => new(
            [kind], null, wire.Kind, wire.Generation, null, null, new Version(0, 0), wire.StepLatency.Value, wire.Efficiency.Value, Seconds.Zero,
            [new BranchConstants { Algorithm = algorithm, Name = "shared memory", Base = cost.Call, Efficiency = cost.Bandwidth / wire.Bandwidth.Value }], source);
        return CollectivePolicy.Only(new CollectiveImplementation(
            "shared_memory", "Two processes over shared memory", [One(CollectiveKind.AllReduce, new OneShot(), reduce), One(CollectiveKind.AllGather, new Ring(), gather)]));
    }

    /// <summary>The machine: one device, or two ranks joined by memory they share.</summary>
    /// <param name="device">What one rank runs on.</param>
    /// <param name="wire">The wire between ranks.</param>
    public static ServingSystem System(Hardware.Accelerator device, Link wire) => new(
        device.Id,
        device.Name,
        Hardware.Maturity.Shipping,
        device,
        2,
        wire,
        new Fabric([new FabricTier("processes of one machine", wire, 2, TierTopology.Mesh, false, null, 1)]) { Host = wire.Kind },
        null);

    /// <summary>Memory two processes share as a wire.</summary>
    /// <param name="bandwidth">Bytes a second one rank moves through it, measured.</param>
    /// <param name="latency">Time of an exchange of next to nothing, measured.</param>
    /// <param name="source">What the measurements are called.</param>
    public static Link SharedMemory(BytesPerSecond bandwidth, Seconds latency, string source) => new(
        "shared_memory",
        "Shared memory of two processes",
        LinkKind.SharedMemory,
        1,
        Hardware.Maturity.Shipping,
        new Figure<BytesPerSecond>(bandwidth, null, null, source, null),
        new Figure<double>(1, null, null, source, null),
        new Figure<Seconds>(latency, null, null, source, null),
        ImmutableSortedDictionary<PathClass, Figure<double>>.Empty);
}
