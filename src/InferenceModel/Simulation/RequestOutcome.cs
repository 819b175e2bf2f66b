using InferenceModel.Units;
using InferenceModel.Workloads;

namespace InferenceModel.Simulation;

/// <summary>A request that has ended, one way or another. The default value is an empty request that completed at the start.</summary>
/// <param name="Id">Its number in the order of sending.</param>
/// <param name="Spec">As it was sent.</param>
/// <param name="Fate">How it ended.</param>
/// <param name="Reason">Why it was rejected or lost; empty otherwise.</param>
public readonly record struct RequestOutcome(long Id, RequestSpec Spec, RequestFate Fate, string Reason)
{
    /// <summary>When it was admitted to a batch first.</summary>
    public SimTime AdmittedAt { get; init; }

    /// <summary>When its first token came.</summary>
    public SimTime FirstTokenAt { get; init; }

    /// <summary>When it ended.</summary>
    public SimTime EndedAt { get; init; }

    /// <summary>Prompt tokens taken from the prefix cache.</summary>
    public int CachedTokens { get; init; }

    /// <summary>Replica that ended it; -1 where none took it.</summary>
    public int Replica { get; init; }

    /// <summary>Times it was preempted.</summary>
    public int Preemptions { get; init; }

    /// <summary>Times it was sent again after a failure.</summary>
    public int Retries { get; init; }

    /// <summary>From sending to the first token.</summary>
    public Seconds TimeToFirstToken => FirstTokenAt - Spec.SentAt;

    /// <summary>From sending to the end.</summary>
    public Seconds EndToEnd => EndedAt - Spec.SentAt;

    /// <summary>(End - first token) / (answer tokens - 1); nothing for a single token.</summary>
    public Seconds TimePerOutputToken => Spec.OutputTokens > 1 ? (EndedAt - FirstTokenAt) / (Spec.OutputTokens - 1) : Seconds.Zero;
}
