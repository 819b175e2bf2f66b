namespace InferenceModel.Units;

/// <summary>A unit as it is written, and how many base units it holds. The default value names no unit.</summary>
/// <param name="Symbol">The symbol, for example <c>GB/s</c>; case matters.</param>
/// <param name="Scale">Base units in one of this unit.</param>
public readonly record struct Unit(string Symbol, double Scale);
