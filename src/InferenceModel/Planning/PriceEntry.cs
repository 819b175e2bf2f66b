using InferenceModel.Units;

namespace InferenceModel.Planning;

/// <summary>One price of one accelerator.</summary>
/// <param name="Accelerator">The accelerator's identity.</param>
/// <param name="Tier">The terms.</param>
/// <param name="Price">The price of one for an hour.</param>
/// <param name="Date">When it was seen, year and month.</param>
public sealed record PriceEntry(string Accelerator, PriceTier Tier, Figure<UsdPerHour> Price, string Date);
