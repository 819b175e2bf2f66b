namespace InferenceModel.Estimation;

/// <summary>Where operators that look at caches are sampled, and, more sparsely, the learned corrections of all operators.</summary>
internal static class StepGrid
{
    /// <summary>Decoding sequences.</summary>
    public static readonly Knots Sequences = new(1, 2, 2, 12);

    /// <summary>Cached tokens of a decoding sequence: the lines of <see cref="CompiledPlan.DecodeLine"/>.</summary>
    public static readonly Knots Context = new(0, 64, 2, 14);

    /// <summary>New tokens of a prompt chunk.</summary>
    public static readonly Knots Chunk = new(1, 16, 4, 13);

    /// <summary>Cached tokens before a chunk.</summary>
    public static readonly Knots Past = new(0, 128, 1, 13);

    /// <summary>Token counts at which a correction is asked.</summary>
    public static readonly double[] TokenSamples = [1, 2, 4, 8, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048, 3072, 4096, 6144, 8192, 16384, 32768];

    /// <summary>Sequences at which a correction is asked.</summary>
    public static readonly double[] SequenceSamples = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];

    /// <summary>Contexts at which a correction is asked.</summary>
    public static readonly double[] ContextSamples = [64, 256, 1024, 4096, 16384, 65536];

    /// <summary>Chunks at which a correction is asked.</summary>
    public static readonly double[] ChunkSamples = [16, 64, 256, 1024, 4096, 16384];

    /// <summary>Cached tokens before a chunk at which a correction is asked.</summary>
    public static readonly double[] PastSamples = [0, 2048, 16384];

    /// <summary>Where the points of the token grid lie between the samples of corrections.</summary>
    public static readonly SamplePlace[] TokenPlaces = Places(TokenSamples, TokenGrid.Counts);

    /// <summary>Where sequences lie between samples.</summary>
    public static readonly SamplePlace[] SequencePlaces = Places(SequenceSamples, Sequences.Values);

    /// <summary>Where contexts lie between samples; no context is less than one token.</summary>
    public static readonly SamplePlace[] ContextPlaces = Places(ContextSamples, Context.Values, 1);

    /// <summary>Where chunks lie between samples.</summary>
    public static readonly SamplePlace[] ChunkPlaces = Places(ChunkSamples, Chunk.Values);

    /// <summary>Where cached tokens before a chunk lie between samples.</summary>
    public static readonly SamplePlace[] PastPlaces = Places(PastSamples, Past.Values);

    private static SamplePlace[] Places(double[] samples, double[] values, double least = 0) =>
        Array.ConvertAll(values, value => Between(samples, Math.Max(least, value)));

    /// <summary>Where a value lies between samples, by its logarithm: index of the lower one and share of the way; ends hold.</summary>
    /// <param name="samples">Samples in rising order.</param>
    /// <param name="value">The value.</param>
    public static SamplePlace Between(double[] samples, double value)
    {
        if (value <= samples[0])
        {
            return new SamplePlace(0, 0);
        }

        for (var i = 1; i < samples.Length; i++)
        {
            if (value <= samples[i])
            {
                return new SamplePlace(i - 1, (Math.Log2(value + 1) - Math.Log2(samples[i - 1] + 1)) / (Math.Log2(samples[i] + 1) - Math.Log2(samples[i - 1] + 1)));
            }
        }

        return new SamplePlace(samples.Length - 2, 1);
    }
}
