using System.Collections.Immutable;

namespace InferenceModel.Planning;

/// <summary>How files spell the basis of power.</summary>
public static class PowerBases
{
    /// <summary>Every spelling and what it means.</summary>
    public static ImmutableArray<(string Word, PowerBasis Meaning)> Words { get; } =
        [("provisioned", PowerBasis.Provisioned), ("tdp", PowerBasis.Tdp), ("modelled", PowerBasis.Modelled)];
}
