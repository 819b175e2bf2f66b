using InferenceModel.Units;

namespace InferenceModel.Planning.Demand;

/// <summary>An order of accelerators.</summary>
/// <param name="Accelerators">How many.</param>
/// <param name="PlacedIn">Month it must be placed in, from 0; negative before the plan begins.</param>
/// <param name="Placed">Name of that month.</param>
/// <param name="NeededIn">Month they must serve in, from 0.</param>
/// <param name="Needed">Name of that month.</param>
/// <param name="Capital">What they cost to buy; null where they are rented.</param>
public sealed record AcceleratorOrder(int Accelerators, int PlacedIn, string Placed, int NeededIn, string Needed, Usd? Capital)
{
    /// <summary>Whether it had to be placed before the plan begins.</summary>
    public bool IsDueBefore => PlacedIn < 0;
}
