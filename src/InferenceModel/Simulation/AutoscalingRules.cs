using InferenceModel.Units;

namespace InferenceModel.Simulation;

/// <summary>
/// Replicas come and go so that each has about a wanted number of requests: wanted = in flight / target, looked at every
/// interval, as the Kubernetes autoscaler does.
/// </summary>
/// <param name="Minimum">The fewest replicas.</param>
/// <param name="Maximum">The most.</param>
/// <param name="TargetInFlight">Requests a replica should have.</param>
/// <param name="Interval">Time between looks.</param>
/// <param name="ColdStart">Time until a new replica serves.</param>
/// <param name="ShrinkAfter">Looks in a row that must ask for fewer before one goes.</param>
public sealed record AutoscalingRules(int Minimum, int Maximum, double TargetInFlight, Seconds Interval, Seconds ColdStart, int ShrinkAfter);
