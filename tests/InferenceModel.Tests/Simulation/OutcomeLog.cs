using InferenceModel.Simulation;
using InferenceModel.Workloads;

namespace InferenceModel.Tests.Simulation;

/// <summary>Keeps every outcome, in order.</summary>
internal sealed class OutcomeLog : ISimulationObserver
{
    public List<RequestOutcome> Outcomes { get; } = [];

    public Dictionary<long, RequestSpec> Sent { get; } = [];

    public void RequestSent(long id, in RequestSpec request) => Sent.Add(id, request);

    public void RequestEnded(in RequestOutcome outcome) => Outcomes.Add(outcome);
}
