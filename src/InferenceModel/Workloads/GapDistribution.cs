using InferenceModel.Units;

namespace InferenceModel.Workloads;

/// <summary>Gaps between the requests of one client.</summary>
public abstract record GapDistribution
{
    private GapDistribution()
    {
    }

    /// <summary>A gap.</summary>
    /// <param name="random">Where chance comes from.</param>
    public abstract Seconds Next(RandomSequence random);

    /// <summary>Gamma gaps.</summary>
    /// <param name="Shape">Shape, more than zero.</param>
    /// <param name="Scale">Scale: the mean is shape x scale.</param>
    public sealed record Gamma(double Shape, Seconds Scale) : GapDistribution
    {
        /// <inheritdoc />
        public override Seconds Next(RandomSequence random) => Scale * (Shape * random.NextGamma(Shape));
    }

    /// <summary>Weibull gaps, by the inverse of their distribution: scale (-ln u)^(1/shape).</summary>
    /// <param name="Shape">Shape, more than zero.</param>
    /// <param name="Scale">Scale.</param>
    public sealed record Weibull(double Shape, Seconds Scale) : GapDistribution
    {
        /// <inheritdoc />
        public override Seconds Next(RandomSequence random) => Scale * Math.Pow(random.NextExponential(), 1 / Shape);
    }
}
