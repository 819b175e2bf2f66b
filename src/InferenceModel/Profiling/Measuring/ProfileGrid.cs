using System.Collections.Immutable;

namespace InferenceModel.Profiling.Measuring;

/// <summary>
/// The shapes a profile times and the shapes a verification asks for: no shape of one is in the other. Together they stay within
/// what a small machine computes in minutes.
/// </summary>
public static class ProfileGrid
{
    /// <summary>Tokens a verification decodes for each sequence.</summary>
    public const int DecodedTokens = 64;

    /// <summary>The longest context of both lists.</summary>
    public const int LongestContext = 1024;

    /// <summary>Shapes to time: decoding from one to sixteen sequences over short and long caches, prompts from eight tokens to three hundred.</summary>
    public static ImmutableArray<GridPoint> Profiled { get; } =
    [
        new(1, 1, 32), new(1, 1, 512), new(2, 1, 128), new(2, 1, 800), new(4, 1, 32), new(4, 1, 512), new(8, 1, 128), new(8, 1, 640), new(12, 1, 64), new(16, 1, 32), new(16, 1, 384),
        new(1, 8, 0), new(1, 20, 0), new(2, 16, 0), new(1, 64, 0), new(4, 32, 0), new(2, 128, 0), new(12, 16, 0), new(1, 320, 0), new(16, 20, 0),
    ];

    /// <summary>Sequences and prompt tokens to verify; each then decodes <see cref="DecodedTokens"/> tokens.</summary>
    public static ImmutableArray<GridPoint> Verified { get; } =
    [
        new(1, 48, 0), new(1, 96, 0), new(1, 160, 0), new(1, 256, 0), new(1, 384, 0), new(1, 640, 0),
        new(2, 40, 0), new(2, 72, 0), new(2, 200, 0), new(3, 24, 0), new(3, 100, 0), new(4, 48, 0), new(4, 90, 0), new(5, 64, 0), new(6, 36, 0),
        new(7, 50, 0), new(8, 24, 0), new(8, 60, 0), new(10, 30, 0), new(12, 40, 0), new(14, 18, 0), new(16, 12, 0), new(16, 28, 0), new(16, 40, 0),
    ];

    /// <summary>The part of the verified shapes that two ranks run.</summary>
    public static ImmutableArray<GridPoint> Sharded { get; } =
        [new(1, 48, 0), new(1, 160, 0), new(2, 72, 0), new(3, 24, 0), new(4, 48, 0), new(6, 36, 0), new(10, 30, 0), new(16, 12, 0)];
}
