using InferenceModel.Units;

namespace InferenceModel.Workloads;

/// <summary>When requests come that depend on no other.</summary>
public abstract record ArrivalProcess
{
    private ArrivalProcess()
    {
    }

    /// <summary>The gap to the next arrival.</summary>
    /// <param name="now">Time of the last arrival.</param>
    /// <param name="random">Where chance comes from.</param>
    public abstract Seconds NextGap(Seconds now, RandomSequence random);

    /// <summary>At random: exponential gaps.</summary>
    /// <param name="Rate">Requests per second.</param>
    public sealed record Poisson(double Rate) : ArrivalProcess
    {
        /// <inheritdoc />
        public override Seconds NextGap(Seconds now, RandomSequence random) => Seconds.Of(random.NextExponential() / Rate);
    }

    /// <summary>Gamma gaps: burstier than random where the coefficient of variation is above 1.</summary>
    /// <param name="Rate">Requests per second.</param>
    /// <param name="Variation">Coefficient of variation of the gaps, more than zero.</param>
    public sealed record Gamma(double Rate, double Variation) : ArrivalProcess
    {
        /// <inheritdoc />
        public override Seconds NextGap(Seconds now, RandomSequence random) => Seconds.Of(random.NextGamma(1 / (Variation * Variation)) / Rate);
    }

    /// <summary>At equal distances.</summary>
    /// <param name="Rate">Requests per second.</param>
    public sealed record Regular(double Rate) : ArrivalProcess
    {
        /// <inheritdoc />
        public override Seconds NextGap(Seconds now, RandomSequence random) => Seconds.Of(1 / Rate);
    }

    /// <summary>
    /// At random with a rate that swings over the day: mean (1 + amplitude sin(2 pi t / period)), drawn by thinning (Lewis and
    /// Shedler, 1979).
    /// </summary>
    /// <param name="MeanRate">Mean requests per second.</param>
    /// <param name="Amplitude">Swing over mean, 0 to 1.</param>
    /// <param name="Period">Length of a swing.</param>
    public sealed record Diurnal(double MeanRate, double Amplitude, Seconds Period) : ArrivalProcess
    {
        /// <inheritdoc />
        public override Seconds NextGap(Seconds now, RandomSequence random)
        {
            var most = MeanRate * (1 + Amplitude);
            var time = now.Total;
            do
            {
                time += random.NextExponential() / most;
            }
            while (random.NextDouble() * most >= MeanRate * (1 + (Amplitude * Math.Sin(2 * Math.PI * time / Period.Total))));
            return Seconds.Of(time - now.Total);
        }
    }
}
