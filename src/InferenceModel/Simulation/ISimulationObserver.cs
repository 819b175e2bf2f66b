using InferenceModel.Units;
using InferenceModel.Workloads;

namespace InferenceModel.Simulation;

/// <summary>Is told what happens; the simulator itself keeps no statistics. Observers are told in the order given.</summary>
public interface ISimulationObserver
{
    /// <summary>A request was sent.</summary>
    /// <param name="id">Its number.</param>
    /// <param name="request">The request.</param>
    void RequestSent(long id, in RequestSpec request)
    {
    }

    /// <summary>A request has ended.</summary>
    /// <param name="outcome">How.</param>
    void RequestEnded(in RequestOutcome outcome)
    {
    }

    /// <summary>Some sequences got tokens, all with the same gap before them.</summary>
    /// <param name="sequences">Sequences.</param>
    /// <param name="steps">Tokens each got.</param>
    /// <param name="firstGap">Gap before the first, 2^-20 ns.</param>
    /// <param name="increment">What each gap is longer than the one before, 2^-20 ns.</param>
    void TokensMade(int sequences, int steps, long firstGap, long increment)
    {
    }

    /// <summary>A replica finished a round.</summary>
    /// <param name="round">The round.</param>
    void RoundEnded(in RoundRecord round)
    {
    }

    /// <summary>A request lost its place and its cache.</summary>
    /// <param name="id">Its number.</param>
    /// <param name="now">When.</param>
    void RequestPreempted(long id, SimTime now)
    {
    }

    /// <summary>Replicas came or went.</summary>
    /// <param name="serving">Replicas that serve now.</param>
    /// <param name="now">When.</param>
    void ReplicasChanged(int serving, SimTime now)
    {
    }
}
