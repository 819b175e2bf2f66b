namespace InferenceModel.Units;

/// <summary>A value with its source and, where it is announced or assumed, the band it lies in.</summary>
/// <typeparam name="T">A quantity or a plain number.</typeparam>
/// <param name="Value">The value used.</param>
/// <param name="Low">The low end of the band, or null where the value is known.</param>
/// <param name="High">The high end of the band, or null where the value is known.</param>
/// <param name="Source">The document and its date.</param>
/// <param name="Note">What to know about the value, or null.</param>
public sealed record Figure<T>(T Value, T? Low, T? High, string Source, string? Note)
    where T : struct
{
    /// <summary>Whether the value is a guess within a band.</summary>
    public bool IsBand => Low is not null || High is not null;

    /// <summary>The figure with its value moved to an end of the band; a known value stays.</summary>
    /// <param name="end">Which end.</param>
    public Figure<T> At(BandEnd end) => end switch
    {
        BandEnd.Low when Low is { } low => this with { Value = low },
        BandEnd.High when High is { } high => this with { Value = high },
        _ => this,
    };

    /// <summary>The figure under an outlook, where more of it is quicker.</summary>
    /// <param name="outlook">The outlook.</param>
    public Figure<T> MoreIsBetter(Outlook outlook) => At(outlook switch { Outlook.Best => BandEnd.High, Outlook.Worst => BandEnd.Low, _ => BandEnd.Middle });

    /// <summary>The figure under an outlook, where less of it is quicker.</summary>
    /// <param name="outlook">The outlook.</param>
    public Figure<T> LessIsBetter(Outlook outlook) => At(outlook switch { Outlook.Best => BandEnd.Low, Outlook.Worst => BandEnd.High, _ => BandEnd.Middle });
}
