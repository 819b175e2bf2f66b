using InferenceModel.Costs;
using InferenceModel.Units;

namespace InferenceModel.Estimation;

/// <summary>The time of a step by what limits it. The default value is an empty step.</summary>
/// <param name="Compute">Bound by arithmetic.</param>
/// <param name="Memory">Bound by memory.</param>
/// <param name="LinkBandwidth">Bytes on links.</param>
/// <param name="LinkLatency">Latency of links.</param>
/// <param name="Overhead">Launches and the host.</param>
public readonly record struct StepBreakdown(Seconds Compute, Seconds Memory, Seconds LinkBandwidth, Seconds LinkLatency, Seconds Overhead)
{
    /// <summary>Everything.</summary>
    public Seconds Total => Compute + Memory + Communication + Overhead;

    /// <summary>Both parts of communication.</summary>
    public Seconds Communication => LinkBandwidth + LinkLatency;

    /// <summary>The largest part.</summary>
    public Bound Largest
    {
        get
        {
            var best = (Bound.Compute, Compute);
            best = Memory > best.Item2 ? (Bound.Memory, Memory) : best;
            best = LinkBandwidth > best.Item2 ? (Bound.LinkBandwidth, LinkBandwidth) : best;
            best = LinkLatency > best.Item2 ? (Bound.LinkLatency, LinkLatency) : best;
            return Overhead > best.Item2 ? Bound.Overhead : best.Item1;
        }
    }

    /// <summary>Two pieces one after another.</summary>
    public static StepBreakdown operator +(StepBreakdown left, StepBreakdown right) => new(
        left.Compute + right.Compute,
        left.Memory + right.Memory,
        left.LinkBandwidth + right.LinkBandwidth,
        left.LinkLatency + right.LinkLatency,
        left.Overhead + right.Overhead);

    /// <summary>A piece several times.</summary>
    public static StepBreakdown operator *(StepBreakdown part, double times) => new(
        part.Compute * times, part.Memory * times, part.LinkBandwidth * times, part.LinkLatency * times, part.Overhead * times);
}
