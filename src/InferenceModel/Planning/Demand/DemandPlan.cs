using System.Collections.Immutable;
using InferenceModel.Units;

namespace InferenceModel.Planning.Demand;

/// <summary>The plan of every fleet of a demand file.</summary>
/// <param name="Fleets">The fleets that can be served, in the order of the file.</param>
/// <param name="Refused">The fleets that cannot, and why.</param>
/// <param name="Warnings">What to know of the prices.</param>
public sealed record DemandPlan(ImmutableArray<FleetPlan> Fleets, ImmutableArray<FleetAlternative> Refused, ImmutableArray<string> Warnings)
{
    /// <summary>The bill of all fleets and months; null without a price.</summary>
    public Usd? Bill => Fleets.Aggregate((Usd?)Usd.Zero, (sum, fleet) => sum + fleet.Bill);
}
