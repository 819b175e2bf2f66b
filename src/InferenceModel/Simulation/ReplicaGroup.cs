namespace InferenceModel.Simulation;

/// <summary>Replicas that are alike.</summary>
/// <param name="Steps">How long their steps take.</param>
/// <param name="Settings">How they serve.</param>
/// <param name="Count">How many there are at the start.</param>
/// <param name="Role">What they do.</param>
public sealed record ReplicaGroup(IStepModel Steps, ReplicaSettings Settings, int Count, ReplicaRole Role);
