using System.Collections.Immutable;
using System.Globalization;
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

/// <summary>Every worker a search may choose from: plans of usual widths on each system, with each engine, at each precision, with several limits on the tokens of a step.</summary>
public static class WorkerOptions
{
    private static readonly int[] Widths = [1, 2, 4, 8, 16, 32, 64];

    /// <summary>Tokens of a step that are tried beside the engine's default, for engines that cut prompts: short steps keep tokens coming, long ones lose less to weights read again.</summary>
    private static readonly int[] BatchedTokens = [2048, 4096, 16384];

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
        var costs = systems.ToDictionary(system => system.Id, economics);
        var efficiencies = systems.ToDictionary(system => system.Id, system => catalog.Efficiencies(system.Accelerator));
        var wanted = (from system in systems
                      from precision in precisions
                      let stored = precision is null ? model : model.WithPrecision(precision)
                      from engine in engines
                      from plan in Plans(stored, system, widest)
                      from tokens in Limits(engine)
                      let limited = tokens is { } most ? engine with { MaximumBatchedTokens = most } : engine
                      select (Deployment: new Deployment(stored, stored.KvFormat, system, limited, plan), Precision: precision?.Id ?? string.Empty, Tokens: tokens)).ToList();
        var compiled = new CompiledPlans();
        var made = new (WorkerOption? Worker, RejectedPlan? Refused)[wanted.Count];
        Parallel.For(0, wanted.Count, i =>
        {
            var (deployment, precision, tokens) = wanted[i];
            var system = deployment.System.Id;
            var prepared = Prepare(deployment, efficiencies[system], compiled, request, out var reason);
            var name = $"{deployment.Plan} on {system} with {deployment.Engine.Id}";
            made[i] = prepared is not null ? (new WorkerOption(prepared, precision, costs[system], tokens) { TooSlow = TooSlow(prepared, request, level) }, null)
                : tokens is null ? (null, new RejectedPlan(name, reason, double.PositiveInfinity)) : default;
        });
        return ([.. made.Select(one => one.Worker).OfType<WorkerOption>()], [.. made.Select(one => one.Refused).OfType<RejectedPlan>()]);
    }

    /// <summary>Plans of usual widths that could run, all ways of cutting alike.</summary>
    /// <param name="model">The model.</param>
    /// <param name="system">The machine.</param>
    /// <param name="widest">Most accelerators of a worker.</param>
    internal static IEnumerable<ShardingPlan> Plans(LanguageModel model, ServingSystem system, int widest) =>
        from tensor in Widths
        where tensor <= widest
        from context in Widths
        where tensor * context <= widest
        from attention in Widths
        where tensor * context * attention <= widest
        from pipeline in Widths
        where tensor * context * attention * pipeline <= widest
        from expert in Widths
        where expert <= tensor * context * attention
        let plan = new ShardingPlan(tensor, pipeline, attention, expert, context)
        where ShardingRules.Faults(model, plan, system).Count == 0
        select plan;

    /// <summary>Limits on the tokens of a step; null is the engine's default.</summary>
    /// <param name="engine">The engine.</param>
    internal static IEnumerable<int?> Limits(ServingEngine engine) =>
        engine.ChunksPrompts ? [null, .. BatchedTokens.Where(tokens => tokens != engine.MaximumBatchedTokens).Select(tokens => (int?)tokens)] : [null];

    private static PreparedDeployment? Prepare(
        Deployment deployment, RooflineEfficiencies efficiencies, CompiledPlans compiled, RequestShape request, out string reason)
    {
        var stages = StageLayers.Of(deployment.Model, deployment.Plan.PipelineParallel);
        var memory = MemoryPlanner.Plan(deployment.Model, deployment.KvFormat, deployment.Plan, deployment.System.Accelerator, deployment.Engine, [.. stages]);
        if (!memory.Fits)
        {
            reason = $"memory: {memory.Fixed} beside the cache, {memory.Usable} usable";
            return null;
        }

        var prepared = PreparedDeployment.Prepare(deployment, efficiencies, compiled);
        var isRoom = prepared.SequencesThatFit(request.InputTokens + request.OutputTokens) >= 1;
        reason = isRoom ? string.Empty : "memory: the cache does not hold one request";
        return isRoom ? prepared : null;
    }

    /// <summary>
    /// Every step of a stage reads the weights that all tokens need, at no more than the peak bandwidth, and a token passes every stage: no
    /// estimate of a time per token lies below this, whatever the load. A worker that only computes prompts is free of it.
    /// </summary>
    private static RejectedPlan? TooSlow(PreparedDeployment prepared, RequestShape request, ServiceLevel level)
    {
        var (deployment, memory) = (prepared.Deployment, prepared.Memory);
        var reading = (memory.MixerWeights + memory.FeedForwardWeights) / deployment.System.Accelerator.MemoryBandwidth.Value * deployment.Plan.PipelineParallel;
        if (request.DecodeSteps <= 0 || level.TimePerOutputToken is not { } allowed || reading <= allowed)
        {
            return null;
        }

        var excess = (reading / allowed) - 1;
        return new RejectedPlan(
            $"{deployment.Plan} on {deployment.System.Id} with {deployment.Engine.Id}",
            string.Create(CultureInfo.InvariantCulture, $"bound: reading the dense weights takes {reading}, {excess:P0} above the {allowed} allowed for a token"),
            excess);
    }
}
