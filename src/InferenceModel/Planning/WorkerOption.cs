using System.Globalization;
using InferenceModel.Estimation;
using InferenceModel.Units;

namespace InferenceModel.Planning;

/// <summary>One way to build one worker: a model at a precision, cut by a plan, on a system with an engine, and what it costs.</summary>
/// <param name="Prepared">The worker; one replica.</param>
/// <param name="Precision">The precision asked for, for names; empty for the checkpoint's own.</param>
/// <param name="Economics">Price and power of its accelerators.</param>
/// <param name="BatchedTokens">Tokens a step may hold where that is not the engine's default; such workers do everything, they are no pools.</param>
public sealed record WorkerOption(PreparedDeployment Prepared, string Precision, Economics Economics, int? BatchedTokens = null)
{
    /// <summary>Why no load at all lets it decode within the level; null where one may. It may still compute prompts for others.</summary>
    public RejectedPlan? TooSlow { get; init; }

    /// <summary>Accelerators of the worker.</summary>
    public int Accelerators => Prepared.Deployment.Plan.AcceleratorsPerReplica;

    /// <summary>The plan, with the precision and the limit of a step where they are not the usual.</summary>
    public string Plan => string.Create(
        CultureInfo.InvariantCulture, $"{Prepared.Deployment.Plan}{(Precision.Length > 0 ? " " + Precision : string.Empty)}{(BatchedTokens is { } tokens ? $" {tokens} tokens/step" : string.Empty)}");

    /// <summary>The plan with where it runs.</summary>
    public string Name => $"{Plan} on {Prepared.Deployment.System.Id} with {Prepared.Deployment.Engine.Id}";

    /// <summary>What the worker costs an hour; where no price is known, an accelerator counts one, so that fewest accelerators win.</summary>
    public double Weight => (Economics.Price ?? UsdPerHour.Of(1)).Total * Accelerators;
}
