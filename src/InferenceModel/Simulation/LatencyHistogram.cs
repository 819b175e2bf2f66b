using System.Numerics;
using HdrHistogram;
using InferenceModel.Estimation;
using InferenceModel.Units;

namespace InferenceModel.Simulation;

/// <summary>
/// Latencies counted in the buckets of an HdrHistogram of three significant digits: its size does not grow with what is put
/// in. Recording is one increment; the histogram itself is made when it is asked for. The mean is exact.
/// </summary>
public sealed class LatencyHistogram
{
    private const int Digits = 3;

    /// <summary>Bits of a value that a bucket tells apart: 2048 sub-buckets, of which all but the first range use the upper half.</summary>
    private const int BitsKept = 11;

    private const int HalfRange = 1 << (BitsKept - 1);

    private static readonly SimTime Longest = SimTime.At(Seconds.OfHours(240));

    private readonly long[] counts = new long[IndexOf(Longest.Nanoseconds) + 1];
    private LongHistogram? histogram;
    private double sum;

    /// <summary>Latencies recorded.</summary>
    public long Count { get; private set; }

    /// <summary>Their mean.</summary>
    public Seconds Mean => Count > 0 ? Seconds.OfNanoseconds(sum / Count) : Seconds.Zero;

    /// <summary>Mean and the percentiles reports name.</summary>
    public LatencyFigures Figures => Count == 0 ? default : new LatencyFigures(Mean, Percentile(50), Percentile(95), Percentile(99));

    /// <summary>The latency below which a share lies.</summary>
    /// <param name="percent">The share, 0 to 100.</param>
    public Seconds Percentile(double percent)
    {
        if (Count == 0)
        {
            return Seconds.Zero;
        }

        var made = histogram ??= ToHistogram();
        return Seconds.OfNanoseconds(made.MedianEquivalentValue(made.GetValueAtPercentile(percent)));
    }

    /// <summary>The histogram: every latency at the lowest value of its bucket.</summary>
    public LongHistogram ToHistogram()
    {
        var made = new LongHistogram(1, Longest.Nanoseconds, Digits);
        for (var index = 0; index < counts.Length; index++)
        {
            if (counts[index] > 0)
            {
                made.RecordValueWithCount(LowestOf(index), counts[index]);
            }
        }

        return made;
    }

    /// <summary>Records a latency.</summary>
    /// <param name="nanoseconds">The latency, not negative.</param>
    public void Record(long nanoseconds)
    {
        counts[IndexOf(Math.Min(nanoseconds, Longest.Nanoseconds))]++;
        sum += nanoseconds;
        Count++;
        histogram = null;
    }

    /// <summary>Records latencies that grow evenly, each a number of times, bucket by bucket and not one by one.</summary>
    /// <param name="times">How often each is recorded.</param>
    /// <param name="steps">How many latencies.</param>
    /// <param name="first">The first, 2^-20 ns.</param>
    /// <param name="increment">What each is longer than the one before, not negative.</param>
    internal void RecordRamp(int times, int steps, long first, long increment)
    {
        const int bits = FixedPoint.TimeBits;
        if (steps == 1)
        {
            counts[IndexOf(Math.Min(first >> bits, Longest.Nanoseconds))] += times;
            sum += times * ((double)first / (1L << bits));
            Count += times;
            histogram = null;
            return;
        }

        var rest = steps - 1L;
        Count += (long)times * steps;
        sum += times * (((double)first * steps) + ((double)increment * (steps * rest / 2))) / (1L << bits);
        histogram = null;
        var index = IndexOf(Math.Min(first >> bits, Longest.Nanoseconds));
        if (IndexOf(Math.Min((first + (increment * rest)) >> bits, Longest.Nanoseconds)) == index)
        {
            counts[index] += (long)times * steps;
            return;
        }

        for (var done = 0; done < steps;)
        {
            index = IndexOf(Math.Min((first + (increment * done)) >> bits, Longest.Nanoseconds));
            var upTo = index + 1 == counts.Length ? steps : Math.Min(steps, ((LowestOf(index + 1) << bits) - first + increment - 1) / increment);
            counts[index] += times * (upTo - done);
            done = (int)upTo;
        }
    }

    private static int IndexOf(long value)
    {
        var shift = Math.Max(0, BitOperations.Log2((ulong)value | 1) - (BitsKept - 1));
        return (shift * HalfRange) + (int)(value >> shift);
    }

    private static long LowestOf(int index)
    {
        var shift = Math.Max(0, (index / HalfRange) - 1);
        return (index - ((long)shift * HalfRange)) << shift;
    }
}
