using InferenceModel.Units;

namespace InferenceModel.Operators;

/// <summary>What tokens on their way to experts are made of.</summary>
/// <param name="Count">Routed experts of the layer.</param>
/// <param name="ExpertsPerToken">Experts a token goes to.</param>
/// <param name="BytesPerCopy">Bytes of one copy of a token.</param>
/// <param name="TokenShare">Tokens one rank sends over tokens of its attention group.</param>
public sealed record ExpertTraffic(int Count, double ExpertsPerToken, Bytes BytesPerCopy, double TokenShare);
