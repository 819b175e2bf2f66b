using System.Collections.Immutable;

namespace InferenceModel.Calibration;

/// <summary>What host times fitted to some recorded runs are worth on others.</summary>
/// <param name="Floors">The fitted times, engine by engine.</param>
/// <param name="Before">The other runs with the times of the catalogue.</param>
/// <param name="After">The other runs with the fitted times.</param>
public sealed record ReplayFitResult(ImmutableArray<EngineFloors> Floors, ValidationReport Before, ValidationReport After);
