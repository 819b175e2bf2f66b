namespace InferenceModel.Simulation;

/// <summary>
/// A line for decode steps of one batch size in fixed point: base + slope x context. The default value holds nowhere.
/// </summary>
/// <param name="From">Context from which it holds, 2^-8 tokens.</param>
/// <param name="To">Context from which it no longer holds.</param>
/// <param name="Base">Time without context, 2^-20 ns.</param>
/// <param name="Slope">Time a token of context, 2^-12 ns.</param>
/// <param name="IntervalShare">For a pipeline: time until the next batch over time through all stages.</param>
internal readonly record struct DecodeCell(long From, long To, long Base, long Slope, double IntervalShare)
{
    /// <summary>Time of a step, 2^-20 ns.</summary>
    /// <param name="context">Tokens in all caches, 2^-8 tokens.</param>
    public long TimeAt(long context) => Base + (Slope * context);

    /// <summary>Whether it holds.</summary>
    /// <param name="context">Tokens in all caches, 2^-8 tokens.</param>
    public bool Holds(long context) => context >= From && context < To;

    /// <summary>Steps that begin where it holds, one at least.</summary>
    /// <param name="context">Tokens in all caches at the first, where it holds.</param>
    /// <param name="growth">Tokens a step adds.</param>
    /// <param name="most">The most steps wanted.</param>
    public long StepsWithin(long context, long growth, long most) =>
        (most - 1) * growth < To - context ? most : (To - context + growth - 1) / growth;
}
