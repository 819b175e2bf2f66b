namespace InferenceModel.Reports.Workbook;

/// <summary>What a colour says.</summary>
public enum Signal
{
    /// <summary>Green: all is well.</summary>
    Good,

    /// <summary>Yellow: look here.</summary>
    Look,

    /// <summary>Red: it does not work.</summary>
    Bad,

    /// <summary>Grey: it does not count.</summary>
    Muted,
}
