using System.Numerics;

namespace InferenceModel.Workloads;

/// <summary>
/// Random numbers that are the same on every machine and in every version: xoshiro256** (Blackman and Vigna, 2018), seeded
/// by SplitMix64. Each concern draws from a stream of its own name, so a draw more in one leaves the others untouched.
/// </summary>
public sealed class RandomSequence
{
    private const ulong FnvOffset = 14695981039346656037;
    private const ulong FnvPrime = 1099511628211;

    private ulong s0;
    private ulong s1;
    private ulong s2;
    private ulong s3;

    /// <summary>Opens a stream.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="name">What the stream is for.</param>
    public RandomSequence(ulong seed, string name)
    {
        var mixed = seed;
        foreach (var letter in name)
        {
            unchecked
            {
                mixed = (mixed ^ FnvOffset ^ letter) * FnvPrime;
            }
        }

        (s0, s1, s2, s3) = (SplitMix(ref mixed), SplitMix(ref mixed), SplitMix(ref mixed), SplitMix(ref mixed));
    }

    /// <summary>64 random bits.</summary>
    public ulong NextBits()
    {
        unchecked
        {
            var result = BitOperations.RotateLeft(s1 * 5, 7) * 9;
            var t = s1 << 17;
            s2 ^= s0;
            s3 ^= s1;
            s1 ^= s2;
            s0 ^= s3;
            s2 ^= t;
            s3 = BitOperations.RotateLeft(s3, 45);
            return result;
        }
    }

    /// <summary>A number from 0, never 1.</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A whole number of a range, both ends included.</summary>
    /// <param name="least">The least.</param>
    /// <param name="most">The largest.</param>
    public int NextInteger(int least, int most) => least + (int)(NextDouble() * (most - least + 1L));

    /// <summary>An exponential number of mean 1.</summary>
    public double NextExponential() => -Math.Log(1 - NextDouble());

    /// <summary>A normal number of mean 0 and deviation 1 (Box and Muller).</summary>
    public double NextNormal() => Math.Sqrt(2 * NextExponential()) * Math.Cos(2 * Math.PI * NextDouble());

    /// <summary>A gamma number of mean 1 (Marsaglia and Tsang, 2000).</summary>
    /// <param name="shape">Shape, more than zero; the squared coefficient of variation is its inverse.</param>
    public double NextGamma(double shape)
    {
        var boost = shape < 1 ? Math.Pow(1 - NextDouble(), 1 / shape) : 1;
        var d = (shape < 1 ? shape + 1 : shape) - (1.0 / 3);
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = NextNormal();
            var v = 1 + (c * x);
            v = v * v * v;
            if (v > 0 && Math.Log(1 - NextDouble()) < (0.5 * x * x) + d - (d * v) + (d * Math.Log(v)))
            {
                return boost * d * v / shape;
            }
        }
    }

    private static ulong SplitMix(ref ulong state)
    {
        unchecked
        {
            state += 0x9E3779B97F4A7C15;
            var z = state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
