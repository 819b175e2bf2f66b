using System.Collections.Immutable;
using System.Globalization;
using InferenceModel.Engines;
using InferenceModel.Simulation;
using InferenceModel.Units;
using InferenceModel.Workloads;

namespace InferenceModel.Tests.Simulation;

/// <summary>A scenario drawn from a number: any scheduler, small and large caches, odd requests, faults. Same number, same scenario.</summary>
internal sealed class RandomScenario
{
    private readonly RandomSequence random;
    private readonly ulong number;

    public RandomScenario(ulong number, bool withFaults = true, int mostRequests = 60)
    {
        this.number = number;
        random = new RandomSequence(number, "scenario");
        Settings = MakeSettings(withFaults);
        Requests = random.NextInteger(1, mostRequests);
        kind = random.NextInteger(0, 3);
        longest = Pick(30, 200, 1500);
        rate = Math.Exp((random.NextDouble() * 6) - 1);
    }

    private readonly int kind;
    private readonly int longest;
    private readonly double rate;

    public SimulationSettings Settings { get; }

    public int Requests { get; }

    public IRequestSource Source() => kind switch
    {
        0 => new ClosedLoopSource(1 + (int)(number % 20), new LengthDistribution.Uniform(longest, Math.Max(1, longest / 3), 0.2), Requests, number),
        1 => new StreamSource(new ArrivalProcess.Poisson(rate), new LengthDistribution.LogNormal(longest / 3.0, longest / 6.0, 1, longest * 4), Requests, number),
        _ => new TraceSource(new RequestTrace("random", MakeRequests(), 32)),
    };

    private int Pick(params int[] of) => of[random.NextInteger(0, of.Length - 1)];

    private SimulationSettings MakeSettings(bool withFaults)
    {
        var isSplit = random.NextDouble() < 0.15;
        var first = MakeGroup(isSplit ? ReplicaRole.Prefill : ReplicaRole.Whole);
        ImmutableArray<ReplicaGroup> groups = isSplit ? [first, MakeGroup(ReplicaRole.Decode)] : [first];
        var isScaled = !isSplit && random.NextDouble() < 0.1;
        return new SimulationSettings
        {
            Groups = groups,
            Routing = (RoutingPolicy)random.NextInteger(0, 4),
            RouterViewAge = Seconds.Of(random.NextDouble() < 0.3 ? 0.5 : 0),
            RequestOverhead = Seconds.OfMilliseconds(Pick(0, 0, 12)),
            Admission = random.NextDouble() < 0.1 ? new AdmissionRules(5, 1000, 2000) : new AdmissionRules(),
            Transfer = new TransferRules { Bandwidth = BytesPerSecond.Of(1e9), Latency = Seconds.OfMicroseconds(20), StreamedLayers = Pick(1, 32), FirstTokenAfterTransfer = random.NextDouble() < 0.5 },
            Faults = withFaults && random.NextDouble() < 0.1 ? new FaultRules(Seconds.Of(3), Seconds.Of(0.5), random.NextInteger(0, 2)) : null,
            Autoscaling = isScaled ? new AutoscalingRules(1, 4, 4, Seconds.Of(0.5), Seconds.Of(1), 2) : null,
            Seed = number,
        };
    }

    private ReplicaGroup MakeGroup(ReplicaRole role)
    {
        var speculation = random.NextDouble() < 0.1 ? new SpeculativeDecoding(random.NextInteger(1, 4), random.NextDouble(), 0.03) : null;
        var stages = random.NextDouble() < 0.15 ? 2 : 1;
        var settings = new ReplicaSettings
        {
            Rules = new SchedulingRules
            {
                Scheduler = (SchedulerKind)random.NextInteger(0, 5),
                Policy = (QueuePolicy)random.NextInteger(0, 2),
                LongPrefillThreshold = Pick(0, 0, 64),
                Watermark = Pick(0, 0, 1) * 0.05,
                SchedulesAhead = random.NextDouble() < 0.3,
                MaximumPrefillTokens = Pick(512, 16384),
            },
            MaximumBatchedTokens = Pick(16, 128, 2048, 8192),
            MaximumSequences = Pick(1, 4, 32, 256),
            ChunksPrompts = random.NextDouble() < 0.8,
            BlockTokens = Pick(1, 16, 32),
            KvBlocks = Pick(8, 40, 200, 100000),
            KvBytesPerToken = Bytes.Of(100_000),
            KvBytesPerTokenAndRank = Bytes.Of(100_000),
            AttentionRanks = random.NextDouble() < 0.15 ? 2 : 1,
            PipelineStages = stages,
            Speculation = speculation,
            Adapters = random.NextDouble() < 0.1 ? new AdapterRules(2, Seconds.OfMilliseconds(3), 0.05) : null,
            Tiers = random.NextDouble() < 0.15 ? [new CacheTier("host", 3000, BytesPerSecond.Of(2e9), Seconds.OfMicroseconds(50)), new CacheTier("disk", 20000, BytesPerSecond.Of(3e8), Seconds.OfMilliseconds(1))] : [],
            LongestSequence = Pick(1000, int.MaxValue),
            RequestHandling = Seconds.OfMilliseconds(number % 3),
        };
        IStepModel steps = random.NextDouble() < 0.3
            ? new CompiledStepModel(Plan.Value)
            : new AffineStepModel(Seconds.OfMilliseconds(3 + (5 * random.NextDouble())), Seconds.OfMicroseconds(40), Seconds.OfMicroseconds(90), Seconds.OfNanoseconds(150 * random.NextDouble())) { StageCount = stages };
        return new ReplicaGroup(steps, settings, Pick(1, 1, 2, 3), role);
    }

    private static readonly Lazy<InferenceModel.Estimation.CompiledPlan> Plan =
        new(() => Repository.Prepare("llama-3.1-8b", "hgx_h100", new InferenceModel.Sharding.ShardingPlan()).Plan!);

    private ImmutableArray<RequestSpec> MakeRequests()
    {
        var draws = new RandomSequence(number, "requests");
        var time = 0.0;
        var requests = ImmutableArray.CreateBuilder<RequestSpec>(Requests);
        for (var i = 0; i < Requests; i++)
        {
            time += draws.NextDouble() < 0.3 ? 0 : draws.NextExponential() / rate;
            var input = draws.NextDouble() < 0.02 ? 0 : draws.NextDouble() < 0.02 ? 1_000_000 : draws.NextInteger(1, longest);
            var output = draws.NextDouble() < 0.02 ? 0 : draws.NextDouble() < 0.1 ? 1 : draws.NextInteger(1, longest);
            var family = draws.NextInteger(0, 3);
            var blocks = Enumerable.Range(0, input / 32).Select(b => b < 4 ? (family * 1000L) + b : (i * 100_000L) + 50_000 + b).ToArray();
            requests.Add(new RequestSpec(SimTime.At(Seconds.Of(time)), input, output)
            {
                Priority = draws.NextInteger(0, 2), Tenant = draws.NextInteger(0, 2), Adapter = draws.NextInteger(0, 3), PrefixBlocks = kind == 2 ? blocks : default,
            });
        }

        return requests.ToImmutable();
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"scenario {number}: kind {kind}, {Requests} requests, longest {longest}, rate {rate:F2}, {string.Join(" + ", Settings.Groups.Select(group => $"{group.Count} {group.Role} {group.Settings.Rules.Scheduler} {group.Settings.Rules.Policy} ahead {group.Settings.Rules.SchedulesAhead} budget {group.Settings.MaximumBatchedTokens} sequences {group.Settings.MaximumSequences} blocks {group.Settings.KvBlocks} x {group.Settings.BlockTokens} ranks {group.Settings.AttentionRanks} stages {group.Settings.PipelineStages} drafts {group.Settings.Speculation?.DraftTokens} adapters {group.Settings.Adapters?.MaximumActive} tiers {group.Settings.Tiers.Length}"))}");
}
