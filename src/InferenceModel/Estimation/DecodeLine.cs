using InferenceModel.Units;

namespace InferenceModel.Estimation;

/// <summary>
/// Time of a step that only decodes, as a straight line over the mean context of its sequences: at zero + slope x context
/// for contexts in [from, to). The default value is no time at all for no context.
/// </summary>
/// <param name="AtZeroContext">Where the line meets a context of zero.</param>
/// <param name="PerContextToken">What one token more in every sequence's cache adds.</param>
/// <param name="FromContext">The least context it holds for.</param>
/// <param name="ToContext">The context from which it no longer holds.</param>
public readonly record struct DecodeLine(Seconds AtZeroContext, Seconds PerContextToken, double FromContext, double ToContext)
{
    /// <summary>The time at a context.</summary>
    /// <param name="context">Mean tokens in the cache of a sequence.</param>
    public Seconds At(double context) => AtZeroContext + (PerContextToken * context);
}
