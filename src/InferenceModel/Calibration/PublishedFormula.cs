using System.Collections.Immutable;
using InferenceModel.Interconnect;
using InferenceModel.Interconnect.Algorithms;
using InferenceModel.Units;

namespace InferenceModel.Calibration;

/// <summary>A formula an open tool uses for collectives: what a latency term is worth.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Source">Where it stands.</param>
/// <param name="StepLatency">Latency of a step of a ring.</param>
/// <param name="CallLatency">Latency of a call.</param>
/// <param name="Share">Share of nominal bandwidth it takes for granted.</param>
/// <param name="Overhead">Bytes on the wire over bytes of the buffer: headers.</param>
public sealed record PublishedFormula(string Name, string Source, Seconds StepLatency, Seconds CallLatency, double Share, double Overhead)
{
    private static readonly Ring Steps = new();

    /// <summary>The formulas compared with.</summary>
    public static ImmutableArray<PublishedFormula> All { get; } =
    [
        new("ring at nominal bandwidth, no latency", "speed-of-light estimates", Seconds.Zero, Seconds.Zero, 1, 1),
        new("0.8 of bandwidth, no latency", "alibaba/InferSim f2293da", Seconds.Zero, Seconds.Zero, 0.8, 1),
        new("10 us + bytes at 0.65 of bandwidth", "calculon-ai/calculon caa4b11, systems/*.json", Seconds.Zero, Seconds.OfMicroseconds(10), 0.65, 1),
        new("936 ns twice a step, 400 of 450 GB/s", "astra-sim/astra-sim 518bd51, inputs/network/hgx_h100", Seconds.OfNanoseconds(1872), Seconds.Zero, 400.0 / 450, 1),
        new("8.92 us a step, header 1/16", "PrincetonUniversity/LLMCompass 2e015fd", Seconds.OfMicroseconds(8.92), Seconds.Zero, 1, 1.0625),
    ];

    /// <summary>What the formula says; null where it is not made for the collective.</summary>
    /// <param name="row">The row.</param>
    public Seconds? Predict(MeasuredCollective row)
    {
        if (!Steps.Does(row.Kind) || row.Group.Far is not null)
        {
            return null;
        }

        var shape = new GroupShape(row.Group.Ranks, 1, 0);
        return CallLatency + (StepLatency * Steps.Steps(row.Kind, shape)) + (row.Call.Bytes * (Steps.Traffic(row.Kind, shape) * Overhead) / (row.Group.Near.Bandwidth * Share));
    }
}
