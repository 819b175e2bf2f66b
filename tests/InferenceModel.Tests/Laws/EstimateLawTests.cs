using CsCheck;
using InferenceModel.Estimation;
using InferenceModel.Sharding;
using InferenceModel.Units;
using InferenceModel.Workloads;
using Xunit;

namespace InferenceModel.Tests.Laws;

/// <summary>
/// Laws of the steady-state estimate, numbered; each holds on random loads. Prompts run outside graphs at all sizes: a step that outgrows the
/// captured sizes is slower than a slightly smaller one, and more requests may then finish fewer.
/// </summary>
public sealed class EstimateLawTests
{
    private static readonly Lazy<PreparedDeployment> Dense = new(() => Repository.Prepare("llama-3.1-70b", "hgx_h100", new ShardingPlan(8), engine => engine with { CapturedPromptTokens = 0 }));
    private static readonly Gen<RequestShape> Requests = Gen.Select(Gen.Int[1, 8000], Gen.Int[2, 2000], (input, output) => new RequestShape(input, output, 0));

    [Fact]
    public void Law_1_requests_in_flight_are_rate_times_time_in_system() =>
        Gen.Select(Requests, Gen.Int[1, 400]).Sample((request, concurrency) =>
        {
            var estimate = Estimator.Estimate(Dense.Value, request, new Load.ClosedLoop(concurrency));
            return Math.Abs((estimate.InFlight / concurrency) - 1) < 0.01;
        }, iter: 300);

    [Fact]
    public void Law_2_more_requests_in_flight_never_finish_fewer() =>
        Gen.Select(Requests, Gen.Int[1, 200], Gen.Int[1, 200]).Sample((request, concurrency, more) =>
            Estimator.Estimate(Dense.Value, request, new Load.ClosedLoop(concurrency + more)).RequestsPerSecond
                >= Estimator.Estimate(Dense.Value, request, new Load.ClosedLoop(concurrency)).RequestsPerSecond * 0.98, iter: 300);

    [Fact]
    public void Law_3_an_open_stream_is_carried_up_to_capacity_and_not_beyond() =>
        Gen.Select(Requests, Gen.Double[0.05, 0.9], Gen.Double[1.02, 3]).Sample((request, below, above) =>
        {
            var capacity = Estimator.Estimate(Dense.Value, request, new Load.OpenLoop(1e9)).RequestsPerSecond;
            var carried = Estimator.Estimate(Dense.Value, request, new Load.OpenLoop(capacity * below));
            var refused = Estimator.Estimate(Dense.Value, request, new Load.OpenLoop(capacity * above));
            return carried.Status == EstimateStatus.Ok && Math.Abs((carried.RequestsPerSecond / (capacity * below)) - 1) < 1e-6
                && refused.Status == EstimateStatus.Saturated && !double.IsFinite(refused.TimeToFirstToken.Mean.Total);
        }, iter: 200);

    [Fact]
    public void Law_4_percentiles_do_not_fall() =>
        Gen.Select(Requests, Gen.Int[1, 300]).Sample((request, concurrency) =>
        {
            var estimate = Estimator.Estimate(Dense.Value, request, new Load.ClosedLoop(concurrency));
            return new[] { estimate.TimeToFirstToken, estimate.TimePerOutputToken, estimate.InterTokenLatency, estimate.EndToEnd }
                .All(figures => figures.Median <= figures.P95 && figures.P95 <= figures.P99);
        }, iter: 300);

    [Fact]
    public void Law_5_one_request_alone_waits_for_nobody_and_decodes_at_the_speed_of_a_step()
    {
        var request = new RequestShape(1000, 500, 0);
        var estimate = Estimator.Estimate(Dense.Value, request, new Load.ClosedLoop(1));
        Assert.Equal(Seconds.Zero, estimate.Queueing);
        var step = Dense.Value.Plan!.Latency(InferenceModel.Operators.StepShape.Decode(1, request.MeanContext));
        Assert.Equal(1, estimate.TimePerOutputToken.Mean / step, 1e-9);
    }

    [Fact]
    public void Law_6_a_busy_prompt_server_waits_as_a_queue_with_constant_service_does()
    {
        // Pollaczek-Khinchine for constant service s and utilisation u: s u / (2 (1 - u)).
        var state = new RankState(0, 5, Seconds.Zero, Seconds.Zero, 1, Seconds.Of(0.1), Seconds.Of(0.1), Seconds.Zero);
        var steady = new SteadyState(Dense.Value.Plan!, Dense.Value.Deployment.Engine, new RequestShape(100, 100, 0));
        Assert.Equal(0.1 * 0.5 / (2 * 0.5), steady.Wait(state, double.PositiveInfinity).Total, 12);
        Assert.Equal(0, steady.Wait(state, 1).Total);
    }

    [Fact]
    public void Law_7_more_bandwidth_is_never_slower()
    {
        var system = Repository.Catalog.Systems.Find("hgx_h100")!;
        foreach (var (slower, faster) in new[] { ("pcie3", "pcie4"), ("pcie4", "pcie5"), ("nvlink3", "nvlink4") })
        {
            Assert.True(Decode(system.WithScaleUpLink(Repository.Catalog.Links.Find(faster)!)) <= Decode(system.WithScaleUpLink(Repository.Catalog.Links.Find(slower)!)));
        }
    }

    [Fact]
    public void Law_8_replicas_share_the_load_evenly()
    {
        var request = new RequestShape(1000, 200, 0);
        var one = Estimator.Estimate(Repository.Prepare("llama-3.1-8b", "hgx_h100", new ShardingPlan()), request, new Load.ClosedLoop(16));
        var four = Estimator.Estimate(Repository.Prepare("llama-3.1-8b", "hgx_h100", new ShardingPlan(Replicas: 4)), request, new Load.ClosedLoop(64));
        Assert.Equal(4, four.RequestsPerSecond / one.RequestsPerSecond, 1e-9);
        Assert.Equal(one.TimePerOutputToken.Mean, four.TimePerOutputToken.Mean);
    }

    private static Seconds Decode(InferenceModel.Interconnect.ServingSystem system)
    {
        var model = Repository.Model("llama-3.1-70b");
        var deployment = new Deployment(model, model.KvFormat, system, Repository.Catalog.Engines.Find("vllm")!, new ShardingPlan(8));
        return PreparedDeployment.Prepare(deployment, Repository.Catalog.Efficiencies("hopper")).Plan!.Latency(InferenceModel.Operators.StepShape.Decode(64, 2000));
    }
}
