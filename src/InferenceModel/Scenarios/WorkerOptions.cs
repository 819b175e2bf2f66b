using System.Collections.Immutable;
using InferenceModel.Catalog;
using InferenceModel.Costs;
using InferenceModel.Engines;
using InferenceModel.Estimation;
using InferenceModel.Interconnect;
using InferenceModel.Models;
using InferenceModel.Operators;
using InferenceModel.Planning;
using InferenceModel.Sharding;
using InferenceModel.Workloads;

namespace InferenceModel.Scenarios;

/// <summary>Every worker a search may choose from: plans of usual widths (no context parallelism, which few engines serve with) on each system, with each engine, at each precision.</summary>
public static class WorkerOptions
{
    private static readonly int[] Widths = [1, 2, 4, 8, 16, 32, 64];

    /// <summary>Makes the workers; plans that cannot run or do not fit come back with the reason.</summary>
    /// <param name="catalog">Where systems, engines and prices stand.</param>
    /// <param name="model">The model.</param>
    /// <param name="systems">Systems.</param>
    /// <param name="engines">Engines.</param>
    /// <param name="precisions">Weight formats; null is the checkpoint's own.</param>
    /// <param name="request">Lengths of every request.</param>
    /// <param name="level">The service level, for bounds that need no estimate.</param>
    /// <param name="widest">Most accelerators of a worker.</param>
    /// <param name="economics">Price and power of a system.</param>
    public static (ImmutableArray<WorkerOption> Workers, ImmutableArray<RejectedPlan> Refused) Of(
        ModelCatalog catalog,
        LanguageModel model,
        IReadOnlyList<ServingSystem> systems,
        IReadOnlyList<ServingEngine> engines,
        IReadOnlyList<WeightFormat?> precisions,
        RequestShape request,
        ServiceLevel level,
        int widest,
        Func<ServingSystem, Economics> economics)
    {
        var wanted = (from system in systems
                      from precision in precisions
                      let stored = precision is null ? model : model.WithPrecision(precision)
                      from engine in engines
                      from plan in Plans(stored, system, widest)
                      select (system, precision, stored, engine, plan)).ToList();
        var costs = systems.ToDictionary(system => system.Id, economics);
        var efficiencies = systems.ToDictionary(system => system.Id, system => catalog.Efficiencies(system.Accelerator));
        var made = new (WorkerOption? Worker, RejectedPlan? Refused)[wanted.Count];
        Parallel.For(0, wanted.Count, i =>
        {
            var (system, precision, stored, engine, plan) = wanted[i];
            var deployment = new Deployment(stored, stored.KvFormat, system, engine, plan);
            made[i] = Make(deployment, precision, efficiencies[system.Id], costs[system.Id], request, level);
        });
        return ([.. made.Select(one => one.Worker).OfType<WorkerOption>()], [.. made.Select(one => one.Refused).OfType<RejectedPlan>()]);
    }

    private static (WorkerOption?, RejectedPlan?) Make(
        Deployment deployment, WeightFormat? precision, RooflineEfficiencies efficiencies, Economics economics, RequestShape request, ServiceLevel level)
    {
        var name = $"{deployment.Plan} on {deployment.System.Id} with {deployment.Engine.Id}";
        var stages = StageLayers.Of(deployment.Model, deployment.Plan.PipelineParallel);
        var memory = MemoryPlanner.Plan(deployment.Model, deployment.KvFormat, deployment.Plan, deployment.System.Accelerator, deployment.Engine, [.. stages]);
        if (!memory.Fits)
        {
            return (null, new RejectedPlan(name, $"memory: {memory.Fixed} beside the cache, {memory.Usable} usable"));
        }

        // Weights every token needs are read once a step at the very least, at no more than the peak bandwidth.
        var reading = (memory.MixerWeights + memory.FeedForwardWeights) / deployment.System.Accelerator.MemoryBandwidth.Value * deployment.Plan.PipelineParallel;
        if (request.DecodeSteps > 0 && reading > level.TimePerOutputToken)
        {
            return (null, new RejectedPlan(name, $"bound: reading the dense weights takes {reading}, above the {level.TimePerOutputToken} allowed for a token"));
        }

        var prepared = PreparedDeployment.Prepare(deployment, efficiencies);
        return prepared.SequencesThatFit(request.InputTokens + request.OutputTokens) < 1
            ? (null, new RejectedPlan(name, "memory: the cache does not hold one request"))
            : (new WorkerOption(prepared, precision?.Id ?? string.Empty, economics), null);
    }

    private static IEnumerable<ShardingPlan> Plans(LanguageModel model, ServingSystem system, int widest) =>
        from tensor in Widths
        where tensor <= widest
        from attention in Widths
        where tensor * attention <= widest
        from pipeline in Widths
        where tensor * attention * pipeline <= widest
        from expert in Widths
        where expert <= tensor * attention
        let plan = new ShardingPlan(tensor, pipeline, attention, expert)
        where ShardingRules.Faults(model, plan, system).Count == 0
        select plan;
}
