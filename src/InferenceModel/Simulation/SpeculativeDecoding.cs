namespace InferenceModel.Simulation;

/// <summary>
/// Draft tokens guessed cheaply and checked together: a step of a sequence yields one token and as many drafts as are
/// accepted in a row.
/// </summary>
/// <param name="DraftTokens">Tokens guessed for each sequence and step.</param>
/// <param name="Acceptance">Chance that a draft is accepted when those before it were.</param>
/// <param name="DraftCost">Time to guess one token, over that of the step that checks them.</param>
public sealed record SpeculativeDecoding(int DraftTokens, double Acceptance, double DraftCost)
{
    /// <summary>Mean tokens of a step: (1 - a^(d+1)) / (1 - a) (Leviathan and others, 2023, equation 1).</summary>
    public double TokensPerStep => Acceptance >= 1 ? DraftTokens + 1 : (1 - Math.Pow(Acceptance, DraftTokens + 1)) / (1 - Acceptance);

    /// <summary>Steps in which a sequence makes some tokens, drawn draft by draft.</summary>
    /// <param name="tokens">The tokens, at least one.</param>
    /// <param name="random">Where chance comes from.</param>
    internal int StepsFor(int tokens, Workloads.RandomSequence random)
    {
        var steps = 0;
        while (tokens > 0)
        {
            steps++;
            tokens--;
            for (var i = 0; i < DraftTokens && tokens > 0 && random.NextDouble() < Acceptance; i++)
            {
                tokens--;
            }
        }

        return steps;
    }
}
