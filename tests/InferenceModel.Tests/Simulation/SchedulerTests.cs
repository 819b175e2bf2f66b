using System.Collections.Immutable;
using InferenceModel.Engines;
using InferenceModel.Simulation;
using InferenceModel.Units;
using InferenceModel.Workloads;
using Xunit;

namespace InferenceModel.Tests.Simulation;

/// <summary>What tells one engine from another, on small cases worked out by hand. A step takes 1 ms and 1 us a prompt token.</summary>
public sealed class SchedulerTests
{
    private static readonly AffineStepModel Steps = new(Seconds.OfMilliseconds(1), Seconds.OfMicroseconds(1), Seconds.Zero, Seconds.Zero);

    [Fact]
    public void Vllm_cuts_a_prompt_to_the_budget_and_decodes_in_the_same_steps()
    {
        // A decodes from 1.1 ms on; B's 400 tokens come at 1.5 ms and take three steps of at most 199 beside A's token.
        var outcomes = Run(SchedulerKind.Vllm, settings => settings with { MaximumBatchedTokens = 200 }, (0, 100, 20), (1.5, 400, 1));
        Assert.Equal(1.1, Milliseconds(outcomes[0].FirstTokenAt), 6);
        Assert.Equal(2.1 + 1.199 + 1.199 + 1.002, Milliseconds(outcomes[1].FirstTokenAt), 6);
        Assert.Equal(1.1 + 19 + 0.4, Milliseconds(outcomes[0].EndedAt), 6);
    }

    [Fact]
    public void The_long_prefill_threshold_leaves_room_for_short_prompts()
    {
        var outcomes = Run(SchedulerKind.Vllm, settings => settings with { MaximumBatchedTokens = 200, Rules = settings.Rules with { LongPrefillThreshold = 50 } }, (0, 200, 1), (0, 100, 1));
        Assert.Equal(4 * 1.05 + 0.1, Milliseconds(outcomes[0].FirstTokenAt), 6);
        Assert.Equal(1.1 + 1.1, Milliseconds(outcomes[1].FirstTokenAt), 6);
    }

    [Fact]
    public void Sglang_pauses_decoding_for_prompts()
    {
        // B comes while A's second step runs until 3.1 ms; its prompt step makes no token of A.
        var outcomes = Run(SchedulerKind.Sglang, settings => settings, (0, 100, 20), (2.5, 400, 1));
        Assert.Equal(3.1 + 1.4, Milliseconds(outcomes[1].FirstTokenAt), 6);
        Assert.Equal(1.1 + 19 + 1.4, Milliseconds(outcomes[0].EndedAt), 6);
    }

    [Fact]
    public void A_static_batch_lets_nobody_in_until_all_have_ended()
    {
        var outcomes = Run(SchedulerKind.Static, settings => settings, (0, 100, 20), (0, 100, 5), (2, 100, 1));
        Assert.Equal(1.2 + 19 + 1.1, Milliseconds(outcomes[2].FirstTokenAt), 6);
        Assert.Equal(1.2 + 4, Milliseconds(outcomes[1].EndedAt), 6);
    }

    [Fact]
    public void Guaranteed_no_evict_admits_only_what_fits_whole_where_vllm_preempts()
    {
        ReplicaSettings Tight(ReplicaSettings settings) => settings with { KvBlocks = 20, BlockTokens = 16 };
        var patient = Run(SchedulerKind.TrtllmNoEvict, Tight, (0, 100, 100), (0, 100, 100));
        var eager = Run(SchedulerKind.Vllm, Tight, (0, 100, 100), (0, 100, 100));
        Assert.Equal(0, patient.Sum(outcome => outcome.Preemptions));
        Assert.True(patient[1].AdmittedAt >= patient[0].EndedAt);
        Assert.True(eager.Sum(outcome => outcome.Preemptions) > 0);
        Assert.Equal(0, Milliseconds(eager[1].AdmittedAt), 6);
    }

    [Fact]
    public void The_urgent_go_first_and_the_least_urgent_make_room()
    {
        ReplicaSettings One(ReplicaSettings settings) => settings with { MaximumSequences = 1, Rules = settings.Rules with { Policy = QueuePolicy.Priority } };
        var specs = new[] { Spec(0, 10, 5), Spec(1, 10, 5) with { Priority = 2 }, Spec(2, 10, 5) with { Priority = 1 } };
        var outcomes = Run(SchedulerKind.Vllm, One, specs);
        Assert.True(outcomes[2].AdmittedAt < outcomes[1].AdmittedAt);
    }

    [Fact]
    public void A_fair_queue_serves_a_quiet_tenant_before_the_backlog_of_a_loud_one()
    {
        ReplicaSettings One(ReplicaSettings settings) => settings with { MaximumSequences = 1, Rules = settings.Rules with { Policy = QueuePolicy.Fair } };
        var specs = Enumerable.Range(0, 20).Select(_ => Spec(0, 100, 10) with { Tenant = 1 }).Append(Spec(1, 100, 10) with { Tenant = 2 }).ToArray();
        var outcomes = Run(SchedulerKind.Vllm, One, specs);
        Assert.True(outcomes[20].AdmittedAt < outcomes[3].AdmittedAt);
    }

    [Fact]
    public void A_prompt_seen_before_is_taken_from_the_cache()
    {
        long[] blocks = [.. Enumerable.Range(1, 10).Select(i => (long)i)];
        var specs = new[] { Spec(0, 330, 2) with { PrefixBlocks = blocks }, Spec(10, 330, 2) with { PrefixBlocks = blocks } };
        var outcomes = Run(SchedulerKind.Vllm, settings => settings, specs);
        Assert.Equal((0, 320), (outcomes[0].CachedTokens, outcomes[1].CachedTokens));
        Assert.Equal(1.01, outcomes[1].TimeToFirstToken.TotalMilliseconds, 6);
    }

    [Fact]
    public void A_planner_one_step_ahead_sees_a_request_one_step_later()
    {
        var outcomes = Run(SchedulerKind.Vllm, settings => settings with { Rules = settings.Rules with { SchedulesAhead = true } }, (0, 100, 20), (2.5, 100, 1));
        Assert.Equal(4.1 + 1.1, Milliseconds(outcomes[1].FirstTokenAt), 6);
    }

    [Fact]
    public void Attention_ranks_wait_for_the_slowest()
    {
        var outcomes = Run(SchedulerKind.Vllm, settings => settings with { AttentionRanks = 2 }, (0, 1000, 1), (0, 100, 3));
        Assert.Equal(2, Milliseconds(outcomes[1].FirstTokenAt), 6);
        Assert.Equal(4, Milliseconds(outcomes[1].EndedAt), 6);
    }

    [Fact]
    public void A_pipeline_of_two_batches_yields_twice_the_tokens_of_one()
    {
        var model = new AffineStepModel(Seconds.OfMilliseconds(1), Seconds.OfMicroseconds(1), Seconds.Zero, Seconds.Zero) { StageCount = 2 };
        var metrics = new MetricsObserver();
        var group = new ReplicaGroup(model, new ReplicaSettings { PipelineStages = 2, KvBlocks = 10_000 }, 1, ReplicaRole.Whole);
        new ServingSimulation(new SimulationSettings { Groups = [group] }, new ClosedLoopSource(2, new LengthDistribution.Constant(1, 1001), 2, 1), metrics).Run(TestContext.Current.CancellationToken);
        Assert.Equal(1, metrics.TimePerOutputToken.Mean.TotalMilliseconds, 1e-3);
        Assert.Equal(2000, metrics.OutputTokensPerSecond, 5.0);
    }

    [Fact]
    public void A_transfer_takes_its_bytes_over_its_bandwidth_and_holds_up_the_next()
    {
        var settings = new ReplicaSettings { KvBlocks = 10_000, KvBytesPerToken = Bytes.Of(1000) };
        var simulation = new SimulationSettings
        {
            Groups = [new ReplicaGroup(Steps, settings, 1, ReplicaRole.Prefill), new ReplicaGroup(Steps, settings, 1, ReplicaRole.Decode)],
            Transfer = new TransferRules { Bandwidth = BytesPerSecond.Of(1e7), Latency = Seconds.OfMicroseconds(500) },
        };
        var outcomes = Run(simulation, [Spec(0, 100, 3), Spec(0, 100, 3)]);

        // Prompts end together at 1.2 ms; 100 kB take 10 ms each, one after the other, and half a millisecond of latency.
        Assert.Equal(1.2 + 10 + 0.5, Milliseconds(outcomes[0].FirstTokenAt), 6);
        Assert.Equal(1.2 + 20 + 0.5, Milliseconds(outcomes[1].FirstTokenAt), 6);
        Assert.Equal(outcomes[1].FirstTokenAt + Seconds.OfMilliseconds(2), outcomes[1].EndedAt);
    }

    [Fact]
    public void Conversations_find_what_was_said_before_in_the_cache()
    {
        var metrics = new MetricsObserver();
        var source = new SessionSource(new ArrivalProcess.Poisson(2), new LengthDistribution.Constant(200, 100), 5, Seconds.Of(1), 20_000, 200, 4);
        var group = new ReplicaGroup(Steps, new ReplicaSettings { KvBlocks = 100_000 }, 1, ReplicaRole.Whole);
        new ServingSimulation(new SimulationSettings { Groups = [group] }, source, metrics).Run(TestContext.Current.CancellationToken);
        Assert.InRange(metrics.Completed, 700, 1400);
        Assert.InRange((double)metrics.CachedTokens / metrics.InputTokens, 0.5, 0.95);
    }

    private static double Milliseconds(SimTime time) => time.SinceStart.TotalMilliseconds;

    private static RequestSpec Spec(double sentMilliseconds, int input, int output) => new(SimTime.At(Seconds.OfMilliseconds(sentMilliseconds)), input, output);

    private static List<RequestOutcome> Run(SchedulerKind kind, Func<ReplicaSettings, ReplicaSettings> change, params (double Sent, int Input, int Output)[] requests) =>
        Run(kind, change, [.. requests.Select(request => Spec(request.Sent, request.Input, request.Output))]);

    private static List<RequestOutcome> Run(SchedulerKind kind, Func<ReplicaSettings, ReplicaSettings> change, RequestSpec[] requests)
    {
        var settings = change(new ReplicaSettings { KvBlocks = 10_000, Rules = new SchedulingRules { Scheduler = kind } });
        return Run(new SimulationSettings { Groups = [new ReplicaGroup(Steps, settings, 1, ReplicaRole.Whole)] }, requests);
    }

    private static List<RequestOutcome> Run(SimulationSettings settings, RequestSpec[] requests)
    {
        var log = new OutcomeLog();
        new ServingSimulation(settings, new TraceSource(new RequestTrace("test", requests.ToImmutableArray(), 32)), log).Run(TestContext.Current.CancellationToken);
        Assert.All(log.Outcomes, outcome => Assert.Equal(RequestFate.Completed, outcome.Fate));
        return [.. log.Outcomes.OrderBy(outcome => outcome.Id)];
    }
}
