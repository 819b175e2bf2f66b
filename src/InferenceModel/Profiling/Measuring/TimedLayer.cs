using InferenceModel.Profiling.Counting;
using InferenceModel.Units;

namespace InferenceModel.Profiling.Measuring;

/// <summary>A layer of a user's own file: its counted work and what it took.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Prefill">Median time of a prompt of <see cref="TransformerLayers.PromptTokens"/> tokens.</param>
/// <param name="Decode">Median time of one token over as long a cache.</param>
public sealed record TimedLayer(CountedLayer Layer, Seconds Prefill, Seconds Decode);
