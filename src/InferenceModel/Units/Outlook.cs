namespace InferenceModel.Units;

/// <summary>How guesses within bands are taken.</summary>
public enum Outlook
{
    /// <summary>Every value as it stands.</summary>
    Middle,

    /// <summary>Every band at the end that is quicker.</summary>
    Best,

    /// <summary>Every band at the end that is slower.</summary>
    Worst,
}
