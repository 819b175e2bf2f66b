using InferenceModel.Units;

namespace InferenceModel.Planning.Demand;

/// <summary>Another way to serve a fleet, or one that cannot.</summary>
/// <param name="Name">Machine and plans.</param>
/// <param name="Bill">The bill of all months; null without a price.</param>
/// <param name="PeakAccelerators">Most accelerators needed in any month; 0 where it cannot serve.</param>
/// <param name="Reason">What stands against it.</param>
public sealed record FleetAlternative(string Name, Usd? Bill, int PeakAccelerators, string Reason);
