using InferenceModel.Engines;
using InferenceModel.Simulation;
using InferenceModel.Units;
using InferenceModel.Workloads;
using Xunit;

namespace InferenceModel.Tests.Simulation;

/// <summary>Schedulers that wait for fuller batches, or look for requests at some steps only.</summary>
public sealed class LookTests
{
    private static readonly AffineStepModel Steps = new(Seconds.OfMilliseconds(10), Seconds.OfMicroseconds(1), Seconds.OfMicroseconds(1), Seconds.Zero);

    [Theory]
    [InlineData(SchedulerKind.Sglang, 0, 7)]
    [InlineData(SchedulerKind.Sglang, 0, 30)]
    [InlineData(SchedulerKind.TrtllmNoEvict, 20, 1)]
    [InlineData(SchedulerKind.Vllm, 5, 1)]
    public void Leaping_equals_stepping(SchedulerKind scheduler, int waits, int polls)
    {
        foreach (var ahead in new[] { false, true })
        {
            var rules = new SchedulingRules { Scheduler = scheduler, BatchWaitSteps = waits, BatchWaitShare = 0.9, PollSteps = polls, SchedulesAhead = ahead };
            var (leaping, stepping) = (Run(rules, false), Run(rules, true));
            Assert.Equal(stepping.Completed, leaping.Completed);
            Assert.Equal(stepping.TimeToFirstToken.Mean, leaping.TimeToFirstToken.Mean);
            Assert.Equal(stepping.EndToEnd.Mean, leaping.EndToEnd.Mean);
        }
    }

    [Fact]
    public void A_prompt_beside_decoding_waits_its_steps_and_no_longer()
    {
        // One request decodes; the next comes while it does. Steps take 10 ms and a little; 20 of them are waited.
        var none = Run(new SchedulingRules { Scheduler = SchedulerKind.TrtllmNoEvict }, false, requests: 2, rate: 5);
        var some = Run(new SchedulingRules { Scheduler = SchedulerKind.TrtllmNoEvict, BatchWaitSteps = 20, BatchWaitShare = 0.9 }, false, requests: 2, rate: 5);
        Assert.InRange((some.TimeToFirstToken.Mean - none.TimeToFirstToken.Mean).TotalMilliseconds * 2, 190, 230);
    }

    [Fact]
    public void Looking_at_every_nth_step_delays_first_tokens_and_nothing_when_idle()
    {
        var always = Run(new SchedulingRules { Scheduler = SchedulerKind.Sglang }, false);
        var seldom = Run(new SchedulingRules { Scheduler = SchedulerKind.Sglang, PollSteps = 30 }, false);
        Assert.InRange((seldom.TimeToFirstToken.Mean - always.TimeToFirstToken.Mean).TotalMilliseconds, 50, 300);
        Assert.Equal(
            Run(new SchedulingRules { Scheduler = SchedulerKind.Sglang }, false, requests: 1).TimeToFirstToken.Mean,
            Run(new SchedulingRules { Scheduler = SchedulerKind.Sglang, PollSteps = 30 }, false, requests: 1).TimeToFirstToken.Mean);
    }

    private static MetricsObserver Run(SchedulingRules rules, bool stepByStep, int requests = 200, double rate = 3)
    {
        var metrics = new MetricsObserver();
        var settings = new SimulationSettings
        {
            Groups = [new ReplicaGroup(Steps, new ReplicaSettings { Rules = rules }, 1, ReplicaRole.Whole)], Seed = 3, StepByStep = stepByStep,
        };
        var source = new StreamSource(new ArrivalProcess.Regular(rate), new LengthDistribution.Uniform(500, 200, 1), requests, 3);
        new ServingSimulation(settings, source, metrics).Run();
        return metrics;
    }
}
