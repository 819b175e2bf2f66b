using InferenceModel.Units;

namespace InferenceModel.Simulation;

/// <summary>Failures of replicas, at random.</summary>
/// <param name="MeanTimeBetween">Mean time from the start of a replica to its failure.</param>
/// <param name="Repair">Time until it serves again.</param>
/// <param name="RetriesAllowed">Times a request is sent again after a failure; then it is lost.</param>
public sealed record FaultRules(Seconds MeanTimeBetween, Seconds Repair, int RetriesAllowed);
