using System.Collections.Immutable;
using System.Globalization;
using InferenceModel.Catalog;
using InferenceModel.Costs;
using InferenceModel.Engines;
using InferenceModel.Estimation;
using InferenceModel.Interconnect;
using InferenceModel.Models;
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
                      select (Deployment: new Deployment(stored, stored.KvFormat, system, engine.On(system.Accelerator), plan), Precision: precision?.Id ?? string.Empty)).ToList();
        var compiled = new CompiledPlans();
        var made = new (ImmutableArray<WorkerOption> Workers, RejectedPlan? Refused)[wanted.Count];
        Parallel.For(0, wanted.Count, i =>
        {
            var (deployment, precision) = wanted[i];
            made[i] = Limited(deployment, precision, efficiencies[deployment.System.Id], compiled, costs[deployment.System.Id], request, level);
        });
        return ([.. made.SelectMany(one => one.Workers)], [.. made.Select(one => one.Refused).OfType<RejectedPlan>()]);
    }

    /// <summary>A plan under every limit on the tokens of a step, those left out that do not fit; where the engine's own limit does not, the reason.</summary>
    private static (ImmutableArray<WorkerOption> Workers, RejectedPlan? Refused) Limited(
        Deployment deployment, string precision, RooflineEfficiencies efficiencies, CompiledPlans compiled, Economics economics, RequestShape request, ServiceLevel level)
    {
        var own = PreparedDeployment.Prepare(deployment, efficiencies, compiled);
        RejectedPlan? refused = null;
        var workers = ImmutableArray.CreateBuilder<WorkerOption>();
        foreach (var tokens in Limits(deployment.Engine))
        {
            var prepared = tokens is { } most ? own.Under(deployment.Engine with { MaximumBatchedTokens = most }, efficiencies, compiled) : own;
            if (NoRoom(prepared, request) is not { } reason)
            {
                workers.Add(new WorkerOption(prepared, precision, economics, tokens) { TooSlow = TooSlow(prepared, request, level) });
            }
            else if (tokens is null)
            {
                refused = new RejectedPlan($"{deployment.Plan} on {deployment.System.Id} with {deployment.Engine.Id}", reason, double.PositiveInfinity);
            }
        }

        return (workers.ToImmutable(), refused);
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

    /// <summary>Why memory does not hold the weights and one request; null where it does.</summary>
    private static string? NoRoom(PreparedDeployment prepared, RequestShape request)
    {
        if (!prepared.Memory.Fits)
        {
            return $"memory: {prepared.Memory.Fixed} beside the cache, {prepared.Memory.Usable} usable";
        }

        return prepared.SequencesThatFit(request.InputTokens + request.OutputTokens) >= 1 ? null : "memory: the cache does not hold one request";
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
