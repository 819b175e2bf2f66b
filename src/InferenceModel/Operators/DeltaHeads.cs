namespace InferenceModel.Operators;

/// <summary>Heads of a gated delta rule on one rank. The default value has none.</summary>
/// <param name="Keys">Key heads.</param>
/// <param name="Values">Value heads.</param>
/// <param name="KeyDimension">Width of a key.</param>
/// <param name="ValueDimension">Width of a value.</param>
public readonly record struct DeltaHeads(double Keys, double Values, double KeyDimension, double ValueDimension);
