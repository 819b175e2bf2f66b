using System.Collections.Immutable;
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

    /// <summary>Time the interface works on a request before it takes the next: requests sent at once arrive one after another.</summary>
    public Seconds RequestHandling { get; init; }

    /// <summary>The same for each token of its prompt; it also delays the request itself.</summary>
    public Seconds HandlingPerPromptToken { get; init; }

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
}
