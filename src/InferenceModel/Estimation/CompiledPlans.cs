using System.Collections.Concurrent;
using InferenceModel.Hardware;

namespace InferenceModel.Estimation;

/// <summary>
/// Compiled plans that deployments share: those that differ only in what a scheduler looks at (limits, memory, policies) take
/// equally long for the same step, so their plan is compiled once. Safe to use from several threads.
/// </summary>
public sealed class CompiledPlans
{
    private readonly ConcurrentDictionary<Deployment, Lazy<CompiledPlan>> plans = new();
    private readonly ConcurrentDictionary<(Accelerator Chip, string Engine, double ContextSpread, bool StartsCold), OperatorStore> operators = new();

    /// <summary>The compiled plan of a deployment.</summary>
    /// <param name="deployment">The deployment.</param>
    /// <param name="compile">Compiles it where none like it has been.</param>
    internal CompiledPlan Find(Deployment deployment, Func<CompiledPlan> compile) => plans.GetOrAdd(
        deployment with { Engine = deployment.Engine.ForSteps, Plan = deployment.Plan with { Replicas = 1 } },
        _ => new Lazy<CompiledPlan>(compile)).Value;

    /// <summary>Times of single operators that plans of a deployment's chip and engine share.</summary>
    /// <param name="deployment">The deployment.</param>
    /// <param name="startsCold">Whether its operands lie in memory when a kernel starts.</param>
    internal OperatorStore Operators(Deployment deployment, bool startsCold) => operators.GetOrAdd(
        (deployment.System.Accelerator, deployment.Engine.Id, deployment.ContextSpread, startsCold), _ => new OperatorStore());
}
