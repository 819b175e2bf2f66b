using InferenceModel.Estimation;

namespace InferenceModel.Planning;

/// <summary>A finalist after it was simulated.</summary>
/// <param name="Deployment">The machines.</param>
/// <param name="RequestsPerSecond">The load it was played at.</param>
/// <param name="Estimate">Closed-form figures at that load.</param>
/// <param name="Simulated">Simulated figures at that load.</param>
/// <param name="Missed">What the simulation missed; empty where the service level is kept.</param>
/// <param name="Plays">How often it was played until it kept the level.</param>
public sealed record ConfirmedPlan(
    PlannedDeployment Deployment, double RequestsPerSecond, DeploymentEstimate Estimate, DeploymentEstimate Simulated, string Missed, int Plays);
