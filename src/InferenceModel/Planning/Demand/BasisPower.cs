using InferenceModel.Units;

namespace InferenceModel.Planning.Demand;

/// <summary>Power and energy of a fleet in a month on one basis. The default value is none, on the provisioned basis.</summary>
/// <param name="Basis">What is counted.</param>
/// <param name="Peak">Power in the hour that takes most.</param>
/// <param name="Energy">Energy of the month.</param>
public readonly record struct BasisPower(PowerBasis Basis, Watts Peak, Joules Energy);
