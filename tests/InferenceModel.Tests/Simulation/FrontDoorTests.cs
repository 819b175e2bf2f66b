using InferenceModel.Simulation;
using InferenceModel.Units;
using InferenceModel.Workloads;
using Xunit;

namespace InferenceModel.Tests.Simulation;

/// <summary>The interface of a replica takes one request after another.</summary>
public sealed class FrontDoorTests
{
    [Fact]
    public void Requests_sent_at_once_are_admitted_one_handling_after_another()
    {
        // 2 ms each at two doors, steps of 100 us: four requests at once, two a replica. The first of each goes in at once, the others 2 ms later.
        var admitted = Admissions(new ClosedLoopSource(4, new LengthDistribution.Constant(10, 1), 4, 1), replicas: 2);
        Assert.Equal([0, 0, 2_000_000, 2_000_000], admitted);
    }

    [Fact]
    public void A_request_far_ahead_keeps_nobody_waiting()
    {
        // Turns of a conversation come while the next conversation is long known to the source.
        var requests = new[] { 0, 500, 500.5 }.Select(at => new RequestSpec(SimTime.At(Seconds.OfMilliseconds(at)), 10, 1));
        Assert.Equal([0, 500_000_000, 502_000_000], Admissions(new TraceSource(new RequestTrace("three", [.. requests], 1)), replicas: 1));
    }

    [Fact]
    public void Requests_at_the_door_of_a_replica_that_fails_are_sent_again()
    {
        var log = new OutcomeLog();
        var settings = Settings(2) with { Faults = new FaultRules(Seconds.OfMilliseconds(50), Seconds.OfMilliseconds(20), 1000) };
        new ServingSimulation(settings, new ClosedLoopSource(100, new LengthDistribution.Constant(10, 1), 300, 1), log).Run(TestContext.Current.CancellationToken);
        Assert.Equal(300, log.Outcomes.Count(outcome => outcome.Fate == RequestFate.Completed));
        Assert.Contains(log.Outcomes, outcome => outcome.Retries > 0);
    }

    private static SimulationSettings Settings(int replicas) => new()
    {
        Groups = [new ReplicaGroup(
            new AffineStepModel(Seconds.OfMicroseconds(100), Seconds.Zero, Seconds.Zero, Seconds.Zero), new ReplicaSettings { RequestHandling = Seconds.OfMilliseconds(2) }, replicas, ReplicaRole.Whole)],
    };

    private static long[] Admissions(IRequestSource source, int replicas)
    {
        var log = new OutcomeLog();
        new ServingSimulation(Settings(replicas), source, log).Run(TestContext.Current.CancellationToken);
        return [.. log.Outcomes.Select(outcome => outcome.AdmittedAt.Nanoseconds).Order()];
    }
}
