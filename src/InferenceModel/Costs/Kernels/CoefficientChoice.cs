namespace InferenceModel.Costs.Kernels;

/// <summary>The constants that time a call, and how well they fit it.</summary>
/// <param name="Set">The constants.</param>
/// <param name="IsExact">Whether they were fitted for this engine, precision and generation.</param>
/// <param name="Why">Where they come from, for a reader.</param>
public sealed record CoefficientChoice(CoefficientSet Set, bool IsExact, string Why);
