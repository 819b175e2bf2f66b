namespace InferenceModel.Costs.Kernels;

/// <summary>What a set of constants was fitted for.</summary>
/// <param name="Engine">Serving engine.</param>
/// <param name="Precision">Formats of the calls.</param>
/// <param name="Generation">Generation of accelerators.</param>
public readonly record struct CoefficientKey(string Engine, string Precision, string Generation)
{
    /// <inheritdoc />
    public override string ToString() => $"{Engine}, {Precision}, {Generation}";
}
