using System.Collections.Immutable;
using InferenceModel.Profiling.Running;

namespace InferenceModel.Profiling.Measuring;

/// <summary>How thorough a profile or a verification is.</summary>
/// <param name="Runtime">How ONNX Runtime runs.</param>
/// <param name="Budget">Time it may take; at least one round is run.</param>
public sealed record ProfileSettings(RuntimeOptions Runtime, TimeSpan Budget)
{
    /// <summary>Rounds over the grid.</summary>
    public int Rounds { get; init; } = 2;

    /// <summary>Timed runs of each decoding point in a round; prompts run half as often.</summary>
    public int Repetitions { get; init; } = 6;

    /// <summary>Times a verified prompt is computed; the first is a warm-up.</summary>
    public int PromptRepetitions { get; init; } = 2;

    /// <summary>Tokens decoded of each verified sequence.</summary>
    public int DecodedTokens { get; init; } = ProfileGrid.DecodedTokens;

    /// <summary>Shapes to time.</summary>
    public ImmutableArray<GridPoint> Grid { get; init; } = ProfileGrid.Profiled;

    /// <summary>Shapes to verify.</summary>
    public ImmutableArray<GridPoint> Verified { get; init; } = ProfileGrid.Verified;

    /// <summary>Shapes two ranks run.</summary>
    public ImmutableArray<GridPoint> Sharded { get; init; } = ProfileGrid.Sharded;
}
