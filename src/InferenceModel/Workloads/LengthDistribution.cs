using System.Collections.Immutable;

namespace InferenceModel.Workloads;

/// <summary>How long prompts and answers are.</summary>
public abstract record LengthDistribution
{
    private LengthDistribution()
    {
    }

    /// <summary>The lengths of one request.</summary>
    /// <param name="random">Where chance comes from.</param>
    public abstract (int Input, int Output) Next(RandomSequence random);

    /// <summary>
    /// Conversations as the ShareGPT sampler of the public benchmarks leaves them: log-normal around the means with a deviation of 1 (mean and
    /// standard deviation are alike), no prompt or answer above 1,024 tokens.
    /// </summary>
    /// <param name="meanInput">Mean prompt tokens.</param>
    /// <param name="meanOutput">Mean answer tokens.</param>
    public static LengthDistribution Conversation(double meanInput, double meanOutput) => new LogNormal(meanInput, meanOutput, Deviation: 1, Longest: 1024);

    /// <summary>The same for all.</summary>
    /// <param name="Input">Prompt tokens.</param>
    /// <param name="Output">Answer tokens.</param>
    public sealed record Constant(int Input, int Output) : LengthDistribution
    {
        /// <inheritdoc />
        public override (int Input, int Output) Next(RandomSequence random) => (Input, Output);
    }

    /// <summary>Uniform from a share of the nominal length to all of it, as public serving benchmarks draw them.</summary>
    /// <param name="Input">Nominal prompt tokens.</param>
    /// <param name="Output">Nominal answer tokens.</param>
    /// <param name="LeastShare">The share, 0 to 1; the benchmarks use 0.8.</param>
    public sealed record Uniform(int Input, int Output, double LeastShare) : LengthDistribution
    {
        /// <inheritdoc />
        public override (int Input, int Output) Next(RandomSequence random) => (Draw(random, Input), Draw(random, Output));

        private int Draw(RandomSequence random, int nominal) => random.NextInteger(Math.Max(1, (int)Math.Round(nominal * LeastShare)), nominal);
    }

    /// <summary>Log-normal around given means, cut to a longest sequence.</summary>
    /// <param name="MeanInput">Mean prompt tokens.</param>
    /// <param name="MeanOutput">Mean answer tokens.</param>
    /// <param name="Deviation">Standard deviation of the logarithm.</param>
    /// <param name="Longest">The most tokens of either.</param>
    public sealed record LogNormal(double MeanInput, double MeanOutput, double Deviation, int Longest) : LengthDistribution
    {
        /// <inheritdoc />
        public override (int Input, int Output) Next(RandomSequence random) => (Draw(random, MeanInput), Draw(random, MeanOutput));

        private int Draw(RandomSequence random, double mean) =>
            (int)Math.Clamp(Math.Round(mean * Math.Exp((Deviation * random.NextNormal()) - (Deviation * Deviation / 2))), 1, Longest);
    }

    /// <summary>One of some observed pairs, each as likely as the others.</summary>
    /// <param name="Pairs">The pairs.</param>
    public sealed record Observed(ImmutableArray<(int Input, int Output)> Pairs) : LengthDistribution
    {
        /// <inheritdoc />
        public override (int Input, int Output) Next(RandomSequence random) => Pairs[random.NextInteger(0, Pairs.Length - 1)];
    }
}
