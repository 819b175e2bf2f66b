using InferenceModel.Simulation;
using InferenceModel.Units;

namespace InferenceModel.Tests.Simulation;

/// <summary>Finds replicas that paused although they had admitted requests and took no place from any, and rounds that overlap.</summary>
internal sealed class WorkLog : ISimulationObserver
{
    private readonly Dictionary<int, RoundRecord> last = [];
    private readonly HashSet<SimTime> preemptions = [];

    public List<string> Faults { get; } = [];

    public void RequestPreempted(long id, SimTime now) => preemptions.Add(now);

    public void RoundEnded(in RoundRecord round)
    {
        if (last.TryGetValue(round.Replica, out var before))
        {
            if (round.Start > before.End && before.Running > 0 && !preemptions.Contains(before.End))
            {
                Faults.Add($"{before.Running} requests were admitted and nothing ran from {before.End} to {round.Start}");
            }

            if (round.Start < before.End)
            {
                Faults.Add($"a round began at {round.Start}, before the one that ended at {before.End}");
            }
        }

        last[round.Replica] = round;
    }
}
