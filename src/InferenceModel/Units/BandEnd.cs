namespace InferenceModel.Units;

/// <summary>An end of the band a guessed value lies in.</summary>
public enum BandEnd
{
    /// <summary>The value itself.</summary>
    Middle,

    /// <summary>The least value.</summary>
    Low,

    /// <summary>The largest value.</summary>
    High,
}
