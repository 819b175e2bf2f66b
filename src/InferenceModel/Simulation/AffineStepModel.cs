using InferenceModel.Estimation;
using InferenceModel.Operators;
using InferenceModel.Units;

namespace InferenceModel.Simulation;

/// <summary>
/// A machine whose steps take a constant, a time for each prompt token, for each decoding sequence and for each token in their
/// caches. With one sequence at a time it is the single server of queueing theory.
/// </summary>
/// <param name="perStep">Time of any step.</param>
/// <param name="perPromptToken">Time of a prompt token.</param>
/// <param name="perSequence">Time of a decoding sequence.</param>
/// <param name="perContextToken">Time of a token in the cache of a decoding sequence.</param>
public sealed class AffineStepModel(Seconds perStep, Seconds perPromptToken, Seconds perSequence, Seconds perContextToken) : IStepModel
{
    /// <inheritdoc />
    public int StageCount { get; init; } = 1;

    /// <inheritdoc />
    public Seconds Latency(in StepShape shape) =>
        perStep + (perPromptToken * shape.PrefillTokens) + (perSequence * shape.DecodeSequences) + (perContextToken * (shape.DecodeSequences * shape.DecodeContext));

    /// <inheritdoc />
    public Seconds Interval(in StepShape shape) => Latency(shape) / StageCount;

    /// <inheritdoc />
    public DecodeLine DecodeLine(double sequences, double meanContext) =>
        new(perStep + (perSequence * sequences), perContextToken * sequences, 0, double.PositiveInfinity);
}
