using InferenceModel.Estimation;
using InferenceModel.Units;

namespace InferenceModel.Planning;

/// <summary>One way to build one worker: a model at a precision, cut by a plan, on a system with an engine, and what it costs.</summary>
/// <param name="Prepared">The worker; one replica.</param>
/// <param name="Precision">The precision asked for, for names; empty for the checkpoint's own.</param>
/// <param name="Economics">Price and power of its accelerators.</param>
public sealed record WorkerOption(PreparedDeployment Prepared, string Precision, Economics Economics)
{
    /// <summary>Accelerators of the worker.</summary>
    public int Accelerators => Prepared.Deployment.Plan.AcceleratorsPerReplica;

    /// <summary>The plan with what else tells it apart.</summary>
    public string Name => $"{Prepared.Deployment.Plan}{(Precision.Length > 0 ? " " + Precision : string.Empty)} on {Prepared.Deployment.System.Id} with {Prepared.Deployment.Engine.Id}";

    /// <summary>What the worker costs an hour; where no price is known, an accelerator counts one, so that fewest accelerators win.</summary>
    public double Weight => (Economics.Price ?? UsdPerHour.Of(1)).Total * Accelerators;
}
