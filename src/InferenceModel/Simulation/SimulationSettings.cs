using System.Collections.Immutable;
using InferenceModel.Estimation;
using InferenceModel.Units;

namespace InferenceModel.Simulation;

/// <summary>What is simulated, but for the requests.</summary>
public sealed record SimulationSettings
{
    /// <summary>Replicas, in groups that are alike.</summary>
    public required ImmutableArray<ReplicaGroup> Groups { get; init; }

    /// <summary>Which replica a request goes to.</summary>
    public RoutingPolicy Routing { get; init; } = RoutingPolicy.LeastLoaded;

    /// <summary>Age of what a router that looks at prefixes knows of the caches.</summary>
    public Seconds RouterViewAge { get; init; }

    /// <summary>Time of a request outside all steps: interface, tokeniser.</summary>
    public Seconds RequestOverhead { get; init; }

    /// <summary>Which requests are taken on at all.</summary>
    public AdmissionRules Admission { get; init; } = new();

    /// <summary>The wires between machines that compute prompts and machines that decode.</summary>
    public TransferRules Transfer { get; init; } = new();

    /// <summary>Failures of replicas, or null.</summary>
    public FaultRules? Faults { get; init; }

    /// <summary>Growing and shrinking with the load, or null.</summary>
    public AutoscalingRules? Autoscaling { get; init; }

    /// <summary>Seed of all chance.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Whether every decode step is simulated by itself: slow, and the judge of leaping.</summary>
    public bool StepByStep { get; init; }

    /// <summary>Replicas that do everything, as their deployment describes them: host times of the engine in.</summary>
    /// <param name="prepared">The deployment; its weights fit.</param>
    /// <param name="typicalContext">Tokens a sequence holds as a rule.</param>
    /// <param name="count">Replicas.</param>
    /// <param name="speculation">Drafts, or null.</param>
    public static SimulationSettings Of(PreparedDeployment prepared, double typicalContext, int count, SpeculativeDecoding? speculation = null) => new()
    {
        Groups = [ClosedLoopBenchmark.Group(prepared, typicalContext, count, ReplicaRole.Whole, speculation)],
        RequestOverhead = prepared.Deployment.Engine.RequestOverhead.Value,
    };

    /// <summary>Machines that compute prompts and machines that decode, as their deployments describe them.</summary>
    /// <param name="pools">The machines; their weights fit.</param>
    /// <param name="promptTokens">Tokens of a prompt as a rule.</param>
    /// <param name="typicalContext">Tokens a sequence holds as a rule while it decodes.</param>
    /// <param name="speculation">Drafts of the machines that decode, or null.</param>
    public static SimulationSettings Of(DisaggregatedDeployment pools, double promptTokens, double typicalContext, SpeculativeDecoding? speculation = null) => new()
    {
        Groups =
        [
            ClosedLoopBenchmark.Group(pools.Prefill, promptTokens, pools.PrefillWorkers, ReplicaRole.Prefill, null),
            ClosedLoopBenchmark.Group(pools.Decode, typicalContext, pools.DecodeWorkers, ReplicaRole.Decode, speculation),
        ],
        RequestOverhead = pools.Decode.Deployment.Engine.RequestOverhead.Value,
        Transfer = ClosedLoopBenchmark.TransferOf(pools.Prefill.Deployment, pools.Decode.Deployment),
    };
}
