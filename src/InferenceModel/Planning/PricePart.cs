using InferenceModel.Units;

namespace InferenceModel.Planning;

/// <summary>One part of the price of an accelerator.</summary>
/// <param name="Name">What is paid for.</param>
/// <param name="Price">Its price.</param>
/// <param name="Source">Where it comes from.</param>
public sealed record PricePart(string Name, UsdPerHour Price, string Source);
