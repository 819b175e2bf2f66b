using InferenceModel.Estimation;
using InferenceModel.Units;
using InferenceModel.Workloads;

namespace InferenceModel.Simulation;

/// <summary>
/// The protocol of the public serving benchmarks: so many requests are kept in flight over the whole deployment, all start
/// together, lengths are uniform on 80 to 100 % of the nominal ones, ten requests are sent for each that is in flight, and means
/// are taken over all of them.
/// </summary>
public static class ClosedLoopBenchmark
{
    private const int RequestsEach = 10;

    /// <summary>The shortest lengths InferenceX draws, as a share of the nominal ones.</summary>
    public const double UsualLeastShare = 0.8;
    private const ulong DefaultSeed = 1;

    /// <summary>Runs it on machines that do everything.</summary>
    /// <param name="prepared">The deployment; its weights fit.</param>
    /// <param name="isl">Nominal prompt tokens.</param>
    /// <param name="osl">Nominal answer tokens.</param>
    /// <param name="concurrency">Requests in flight over the whole deployment.</param>
    /// <param name="leastShare">The shortest lengths as a share of the nominal ones; 1 for fixed lengths.</param>
    /// <param name="speculation">Drafts, or null.</param>
    public static ClosedLoopResult Run(
        PreparedDeployment prepared, int isl, int osl, int concurrency, double leastShare = UsualLeastShare, SpeculativeDecoding? speculation = null)
    {
        var settings = SimulationSettings.Of(prepared, isl + (osl / 2.0), prepared.Deployment.Plan.Replicas, speculation);
        return Run(settings with { Seed = DefaultSeed }, isl, osl, concurrency, leastShare);
    }

    /// <summary>Runs it on machines that compute prompts and machines that decode.</summary>
    /// <param name="prefill">A prefill worker.</param>
    /// <param name="prefillWorkers">How many there are, replicas of its plan not counted.</param>
    /// <param name="decode">A decode worker.</param>
    /// <param name="decodeWorkers">How many there are, replicas of its plan not counted.</param>
    /// <param name="isl">Nominal prompt tokens.</param>
    /// <param name="osl">Nominal answer tokens.</param>
    /// <param name="concurrency">Requests in flight over the whole deployment.</param>
    /// <param name="speculation">Drafts of the decode workers, or null.</param>
    public static ClosedLoopResult RunDisaggregated(
        PreparedDeployment prefill, int prefillWorkers, PreparedDeployment decode, int decodeWorkers, int isl, int osl, int concurrency, SpeculativeDecoding? speculation = null)
    {
        var pools = new DisaggregatedDeployment(prefill, prefillWorkers * prefill.Deployment.Plan.Replicas, decode, decodeWorkers * decode.Deployment.Plan.Replicas);
        return Run(SimulationSettings.Of(pools, isl, isl + (osl / 2.0), speculation) with { Seed = DefaultSeed }, isl, osl, concurrency, UsualLeastShare);
    }

    /// <summary>A group of replicas as a prepared deployment describes them.</summary>
    /// <param name="prepared">The deployment; its weights fit.</param>
    /// <param name="typicalContext">Tokens a sequence holds as a rule.</param>
    /// <param name="count">Replicas.</param>
    /// <param name="role">What they do.</param>
    /// <param name="speculation">Drafts, or null.</param>
    public static ReplicaGroup Group(PreparedDeployment prepared, double typicalContext, int count, ReplicaRole role, SpeculativeDecoding? speculation) => new(
        new CompiledStepModel(prepared.Plan ?? throw new ArgumentException("The weights do not fit.", nameof(prepared))),
        ReplicaSettings.Of(prepared, typicalContext) with { Speculation = speculation },
        count,
        role);

    /// <summary>The wires between two deployments: what moves caches between a worker of each over the slower of the two fabrics.</summary>
    /// <param name="prefill">Sends.</param>
    /// <param name="decode">Receives.</param>
    public static TransferRules TransferOf(Deployment prefill, Deployment decode)
    {
        // A cache of one gibibyte tells the two terms of the affine time apart.
        var cache = Bytes.OfGibi(1);
        return KvTransferTime.Over(prefill, decode, cache) is { } time && time.Transfer > Seconds.Zero
            ? new TransferRules { Bandwidth = cache / time.Transfer, Latency = time.Latency }
            : new TransferRules();
    }

    private static ClosedLoopResult Run(SimulationSettings settings, int isl, int osl, int concurrency, double leastShare) => BenchmarkRun.Run(
        settings, new ClosedLoopSource(concurrency, new LengthDistribution.Uniform(isl, osl, leastShare), (long)concurrency * RequestsEach, settings.Seed));
}
