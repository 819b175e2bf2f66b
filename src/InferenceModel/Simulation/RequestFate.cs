namespace InferenceModel.Simulation;

/// <summary>How a request ended.</summary>
public enum RequestFate
{
    /// <summary>Its last token was made.</summary>
    Completed,

    /// <summary>It was not taken on.</summary>
    Rejected,

    /// <summary>A failure took it.</summary>
    Lost,
}
