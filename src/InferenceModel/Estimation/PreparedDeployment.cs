using System.Collections.Immutable;
using InferenceModel.Costs;
using InferenceModel.Costs.Kernels;
using InferenceModel.Engines;
using InferenceModel.Hardware;
using InferenceModel.Interconnect;
using InferenceModel.Models;
using InferenceModel.Operators;
using InferenceModel.Sharding;
using InferenceModel.Units;

namespace InferenceModel.Estimation;

/// <summary>A deployment that has been checked, laid out and compiled; any number of loads can be estimated on it.</summary>
public sealed class PreparedDeployment
{
    private readonly ImmutableArray<ImmutableArray<LayerGroup>> stages;

    private PreparedDeployment(Deployment deployment, ImmutableArray<ImmutableArray<LayerGroup>> stages, MemoryFootprint memory, CompiledPlan? plan)
    {
        Deployment = deployment;
        this.stages = stages;
        Memory = memory;
        Plan = plan;
    }

    /// <summary>The deployment.</summary>
    public Deployment Deployment { get; }

    /// <summary>What the fullest rank holds.</summary>
    public MemoryFootprint Memory { get; }

    /// <summary>The compiled plan; null where the weights do not fit.</summary>
    public CompiledPlan? Plan { get; }

    /// <summary>Checks, lays out and compiles a deployment whose plan has no faults (see <see cref="ShardingRules"/>).</summary>
    /// <param name="deployment">The deployment.</param>
    /// <param name="efficiencies">What work costs on its accelerator.</param>
    /// <param name="shared">Plans compiled before, and where this one is kept; null compiles it for this deployment alone.</param>
    public static PreparedDeployment Prepare(Deployment deployment, RooflineEfficiencies efficiencies, CompiledPlans? shared = null)
    {
        deployment = deployment.Engine.IgnoresWindows ? deployment with { Model = deployment.Model.WithoutWindows() } : deployment;
        var (model, kvFormat, system, engine, plan) = deployment;
        var stages = StageLayers.Of(model, plan.PipelineParallel);
        var memory = MemoryPlanner.Plan(model, kvFormat, plan, system.Accelerator, engine, [.. stages]);
        if (!memory.Fits)
        {
            return new PreparedDeployment(deployment, stages, memory, null);
        }

        CompiledPlan Compiled() => Compile(deployment, stages, memory, efficiencies, shared);
        return new PreparedDeployment(deployment, stages, memory, shared?.Find(deployment, Compiled).Under(engine) ?? Compiled());
    }

    private static CompiledPlan Compile(Deployment deployment, ImmutableArray<ImmutableArray<LayerGroup>> stages, MemoryFootprint memory, RooflineEfficiencies efficiencies, CompiledPlans? shared)
    {
        var (model, kvFormat, system, engine, plan) = deployment;
        var layout = RankLayout.Of(plan, system.Fabric);
        var apart = Lowering.Lower(model, kvFormat, plan, layout);
        var lowered = engine.Collectives.NormFusedUpTo.IsEmpty ? apart : NormFusion.Apply(apart);
        if (memory.HostWeights > Bytes.Zero)
        {
            lowered = [.. lowered.Select(stage => stage with { Blocks = stage.Blocks.Insert(0, Streamed(memory.HostWeights, system)) })];
        }

        // A step touches all weights: what is larger than the last cache leaves nothing in it for the same layer of the next step.
        var chip = system.Accelerator.Sustained();
        var startsCold = memory.Weights > chip.SecondLevelCache.Value;
        var kernels = new KernelPredictor(
            efficiencies.Kernels, new KernelMachine(chip) { StartsCold = startsCold, ContextSpread = deployment.ContextSpread }, engine.KernelsOf, new KernelMachine(chip.LearnedAs ?? chip), engine.Id);
        var steps = new StepModel(lowered, new Roofline(chip, efficiencies), kernels, engine, plan.ContextParallel, shared?.Operators(deployment, startsCold));
        return new CompiledPlan(steps);
    }

    /// <summary>
    /// Weights on their way from the host. They are counted one after the other with computation: where they matter they take far longer
    /// than what they could hide behind.
    /// </summary>
    private static LayerBlock Streamed(Bytes weights, ServingSystem system) => new("weights from the host", 1,
    [
        new CollectiveOperator("stream weights", TokenChoice.All, CollectiveKind.SendReceive, Bytes.Zero, new CommunicationGroup(2, system.HostTier, 2, null) { Host = system.HostLink.Kind })
        {
            FixedBytes = weights,
        },
    ]);

    /// <summary>The same deployment under an engine that differs in limits only; nothing is compiled again where it was compiled at all.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="efficiencies">What work costs on its accelerator.</param>
    /// <param name="shared">Plans compiled before, and where this one is kept.</param>
    internal PreparedDeployment Under(ServingEngine engine, RooflineEfficiencies efficiencies, CompiledPlans shared)
    {
        var limited = Deployment with { Engine = engine };
        if (Plan is null)
        {
            return Prepare(limited, efficiencies, shared);
        }

        var memory = MemoryPlanner.Plan(limited.Model, limited.KvFormat, limited.Plan, limited.System.Accelerator, engine, [.. stages]);
        return new PreparedDeployment(limited, stages, memory, memory.Fits ? Plan.Under(engine) : null);
    }

    /// <summary>So many copies of the same deployment; nothing is compiled again.</summary>
    /// <param name="replicas">Independent copies.</param>
    public PreparedDeployment WithReplicas(int replicas) =>
        new(Deployment with { Plan = Deployment.Plan with { Replicas = replicas } }, stages, Memory, Plan);

    /// <summary>The same deployment for sequences whose contexts differ; itself where they are alike.</summary>
    /// <param name="spread">Standard deviation of contexts over their mean.</param>
    /// <param name="efficiencies">What work costs on an accelerator.</param>
    public PreparedDeployment WithContextSpread(double spread, Func<Accelerator, RooflineEfficiencies> efficiencies) =>
        spread == Deployment.ContextSpread ? this : Prepare(Deployment with { ContextSpread = spread }, efficiencies(Deployment.System.Accelerator));

    /// <summary>Sequences of a length one attention rank can hold, cache alone considered.</summary>
    /// <param name="context">Tokens a sequence holds on average.</param>
    public double SequencesThatFit(double context)
    {
        var largest = stages.Max(layers => MemoryPlanner.SequenceBytes(layers, context, Deployment.KvFormat, Deployment.Plan).Total);
        return largest > 0 ? Memory.KvBudget / Bytes.Of(largest) : double.PositiveInfinity;
    }
}
