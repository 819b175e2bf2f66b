namespace InferenceModel.Models;

/// <summary>Neighbouring layers that are the same.</summary>
/// <param name="Count">How many.</param>
/// <param name="Layer">The layer.</param>
public sealed record LayerGroup(int Count, DecoderLayer Layer);
