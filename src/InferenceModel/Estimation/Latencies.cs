using InferenceModel.Units;

namespace InferenceModel.Estimation;

/// <summary>Percentiles from a steady state.</summary>
internal static class Latencies
{
    private const double NormalP95 = 1.645;
    private const double NormalP99 = 2.326;

    /// <summary>
    /// First tokens: the wait for other prompts is nothing with probability 1 - u and else exponential with the right mean
    /// (the usual tail of a single server); all else is the same for all.
    /// </summary>
    /// <param name="mean">Mean time to first token.</param>
    /// <param name="wait">Mean wait for other prompts within it.</param>
    /// <param name="utilisation">u, the share of time prompts are computed.</param>
    public static LatencyFigures FirstToken(Seconds mean, Seconds wait, double utilisation)
    {
        if (!(wait > Seconds.Zero) || double.IsInfinity(wait.Total) || utilisation is <= 0 or >= 1)
        {
            return LatencyFigures.Constant(mean);
        }

        var rest = mean - wait;
        Seconds At(double below) => 1 - below >= utilisation
            ? rest
            : rest + (wait * (Math.Log(utilisation / (1 - below)) / utilisation));
        return new LatencyFigures(mean, At(0.5), At(0.95), At(0.99));
    }

    /// <summary>
    /// Time per output token of a request: the mean of its steps, of which a share also computes a prompt; over many steps
    /// that mean is nearly normal.
    /// </summary>
    /// <param name="state">The state.</param>
    /// <param name="steps">Steps of a request after its first token.</param>
    public static LatencyFigures PerToken(in RankState state, double steps)
    {
        if (steps <= 0)
        {
            return default;
        }

        var share = state.MixedShare;
        var spread = (state.MixedStep - state.DecodeStep) * Math.Sqrt(share * (1 - share) / steps);
        return new LatencyFigures(
            state.TokenInterval, state.TokenInterval, state.TokenInterval + (spread * NormalP95), state.TokenInterval + (spread * NormalP99));
    }

    /// <summary>Gaps between tokens: a share of them is a mixed step, the others are not.</summary>
    /// <param name="state">The state.</param>
    public static LatencyFigures Gaps(in RankState state)
    {
        var (share, mixed, plain) = (state.MixedShare, state.MixedStep, state.DecodeStep);
        Seconds At(double below) => 1 - below < share ? mixed : plain;
        return state.TokenInterval == Seconds.Zero ? default : new LatencyFigures(state.TokenInterval, At(0.5), At(0.95), At(0.99));
    }
}
