namespace InferenceModel.Reports.Plans;

/// <summary>A point of a Pareto plot.</summary>
/// <param name="Name">The plan.</param>
/// <param name="System">Its machine.</param>
/// <param name="TokensPerSecondPerUser">Output tokens per second one user sees.</param>
/// <param name="TokensPerSecondPerAccelerator">Output tokens per second of one accelerator.</param>
/// <param name="UsdPerMillionTokens">Dollars for a million tokens, input and output; null without a price.</param>
/// <param name="TokensPerSecondPerMegawatt">Output tokens per second and megawatt.</param>
/// <param name="Result">Place of the result it is, from 0; null for a worker of a search.</param>
public sealed record ParetoPoint(
    string Name, string System, double TokensPerSecondPerUser, double TokensPerSecondPerAccelerator, double? UsdPerMillionTokens, double TokensPerSecondPerMegawatt, int? Result);
