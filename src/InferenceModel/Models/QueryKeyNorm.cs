namespace InferenceModel.Models;

/// <summary>Whether queries and keys are normalised, and over what.</summary>
public enum QueryKeyNorm
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Each head by itself with shared gains.</summary>
    PerHead,

    /// <summary>Over all heads together, each number with its own gain.</summary>
    PerLayer,
}
