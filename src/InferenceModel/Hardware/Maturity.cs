namespace InferenceModel.Hardware;

/// <summary>How real a piece of hardware is.</summary>
public enum Maturity
{
    /// <summary>It can be bought and has been measured by others.</summary>
    Shipping,

    /// <summary>Its maker has given figures.</summary>
    Announced,

    /// <summary>Its figures are guesses within a band.</summary>
    Assumed,
}
