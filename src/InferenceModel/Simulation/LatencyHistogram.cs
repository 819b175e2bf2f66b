using System.Numerics;
using HdrHistogram;
using InferenceModel.Estimation;
using InferenceModel.Units;

namespace InferenceModel.Simulation;

/// <summary>Latencies in a histogram of three significant digits: its size does not grow with what is put in. The mean is exact.</summary>
public sealed class LatencyHistogram
{
    private const int Digits = 3;

    /// <summary>Bits of a value that a bucket tells apart at three digits: 2048 sub-buckets, the upper half in use.</summary>
    private const int BitsKept = 10;

    private static readonly SimTime Longest = SimTime.At(Seconds.OfHours(240));

    private readonly LongHistogram histogram = new(1, Longest.Nanoseconds, Digits);
    private double sum;

    /// <summary>Latencies recorded.</summary>
    public long Count { get; private set; }

    /// <summary>Their mean.</summary>
    public Seconds Mean => Count > 0 ? Seconds.OfNanoseconds(sum / Count) : Seconds.Zero;

    /// <summary>Mean and the percentiles reports name.</summary>
    public LatencyFigures Figures => Count == 0 ? default : new LatencyFigures(Mean, Percentile(50), Percentile(95), Percentile(99));

    /// <summary>The latency below which a share lies.</summary>
    /// <param name="percent">The share, 0 to 100.</param>
    public Seconds Percentile(double percent) =>
        Count == 0 ? Seconds.Zero : Seconds.OfNanoseconds(histogram.MedianEquivalentValue(histogram.GetValueAtPercentile(percent)));

    /// <summary>Records a latency.</summary>
    /// <param name="nanoseconds">The latency.</param>
    public void Record(long nanoseconds)
    {
        histogram.RecordValue(Math.Clamp(nanoseconds, 0, Longest.Nanoseconds));
        sum += nanoseconds;
        Count++;
    }

    /// <summary>Records latencies that grow evenly, each a number of times, bucket by bucket and not one by one.</summary>
    /// <param name="times">How often each is recorded.</param>
    /// <param name="steps">How many latencies.</param>
    /// <param name="first">The first, 2^-20 ns.</param>
    /// <param name="increment">What each is longer than the one before, not negative.</param>
    internal void RecordRamp(int times, int steps, long first, long increment)
    {
        const int bits = FixedPoint.TimeBits;
        Count += (long)times * steps;
        sum += (double)times * ((first * (double)steps) + (increment * (steps * (steps - 1.0) / 2))) / (1L << bits);
        var done = 0;
        while (done < steps)
        {
            var value = (first + (increment * done)) >> bits;
            var bucketEnd = value | ((1L << Math.Max(0, BitOperations.Log2((ulong)value | 1) - BitsKept)) - 1);
            var upTo = increment == 0 ? steps : (int)Math.Min(steps, (((bucketEnd + 1) << bits) - first + increment - 1) / increment);
            upTo = Math.Max(upTo, done + 1);
            histogram.RecordValueWithCount(Math.Clamp(value, 0, Longest.Nanoseconds), (long)times * (upTo - done));
            done = upTo;
        }
    }
}
