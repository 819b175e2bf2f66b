using CsCheck;
using InferenceModel.Estimation;
using InferenceModel.Planning;
using InferenceModel.Scenarios;
using InferenceModel.Units;
using InferenceModel.Workloads;
using Xunit;

namespace InferenceModel.Tests.Planning;

public sealed class PlanSearchTests
{
    private static readonly ServiceLevel Default = new(Seconds.OfMilliseconds(300), Seconds.OfMilliseconds(10), null, 0);
    private static readonly Gen<ServiceLevel> Levels = Gen.Select(
        Gen.Double[100, 3000], Gen.Double[8, 60], Pick(0, 50, 95, 99), (first, token, percentile) => new ServiceLevel(Seconds.OfMilliseconds(first), Seconds.OfMilliseconds(token), null, percentile));

    private static readonly Gen<RequestShape> Requests = Gen.Select(Gen.Int[64, 6000], Gen.Int[2, 1000], (input, output) => new RequestShape(input, output, 0));

    [Fact]
    public void More_load_never_takes_fewer_accelerators_and_never_costs_less() =>
        Gen.Select(Requests, Levels, Gen.Double[0.1, 500], Gen.Double[1.01, 10]).Sample((request, level, rate, more) =>
        {
            var less = new PlanSearch(Question("llama-3.1-8b", "hgx_h100", request, level, new PlanTarget.Rate(rate), 4)).Run();
            var greater = new PlanSearch(Question("llama-3.1-8b", "hgx_h100", request, level, new PlanTarget.Rate(rate * more), 4)).Run();
            return less.Ranked.IsEmpty == greater.Ranked.IsEmpty
                && (less.Ranked.IsEmpty || greater.Ranked[0].Deployment.Accelerators >= less.Ranked[0].Deployment.Accelerators);
        }, iter: 40, threads: 1);

    [Fact]
    public void A_cheaper_price_never_makes_the_plan_dearer() =>
        Gen.Select(Requests, Levels, Gen.Double[0.1, 500], Gen.Double[0.1, 1]).Sample((request, level, rate, factor) =>
        {
            PlanSearchResult At(double price) => new PlanSearch(Question("llama-3.1-8b", "hgx_h100,hgx_h200", request, level, new PlanTarget.Rate(rate), 2, price)).Run();
            var (dear, cheap) = (At(3), At(3 * factor));
            return dear.Ranked.IsEmpty == cheap.Ranked.IsEmpty && (dear.Ranked.IsEmpty || cheap.Ranked[0].Cost <= dear.Ranked[0].Cost * (1 + 1e-9));
        }, iter: 25, threads: 1);

    [Fact]
    public void The_allocated_parts_of_the_cost_add_up_to_the_bill()
    {
        var question = Question("qwen3-32b-fp8", "hgx_h200", new RequestShape(4000, 500, 0), Default, new PlanTarget.Accelerators(32), 8);
        var ranked = new PlanSearch(question).Run().Ranked;
        Assert.Contains(ranked, candidate => candidate.Deployment.Mode == ServingMode.Aggregated);
        Assert.All(ranked.Take(20).Concat(ranked.Where(candidate => candidate.Deployment.Mode == ServingMode.Aggregated)), candidate =>
        {
            var estimate = candidate.Deployment.Estimate(question.Request, new Load.OpenLoop(candidate.RequestsPerSecond));
            var split = CostSplit.Of(candidate.Deployment, estimate, question.Request)!.Value;
            var parts = ((split.UsdPerMillionInput * estimate.InputTokensPerSecond) + (split.UsdPerMillionOutput * estimate.OutputTokensPerSecond)) / 1e6 * 3600;
            Assert.Equal(1, parts / candidate.Deployment.Bill!.Value.Total, 1e-9);
            Assert.InRange(split.PromptShare, 0.001, 0.999);
        });
    }

    [Fact]
    public void Every_recommendation_of_the_default_search_keeps_its_level_when_simulated()
    {
        var question = Question("qwen3-32b-fp8", "hgx_h200", new RequestShape(4000, 500, 0), Default, new PlanTarget.Accelerators(32), 16);
        var confirmed = new PlanSearch(question).Run().Ranked.Take(5).Select(new PlanConfirmation(question, 2000, 1).Confirm).ToList();

        // A finalist that misses however far its load is lowered is no recommendation; it says what it missed.
        Assert.True(confirmed.Count(plan => plan.Missed.Length == 0) >= 3);
        Assert.All(confirmed, plan => Assert.Equal(plan.Missed.Length == 0, Default.Keeps(plan.Simulated)));
    }

    [Fact]
    public void A_search_over_three_systems_weighs_more_than_a_hundred_thousand_candidates()
    {
        var question = Question("qwen3-32b-fp8", "hgx_h200,hgx_h100,hgx_b200", new RequestShape(4000, 500, 0), Default, new PlanTarget.Accelerators(64), 16);
        var result = new PlanSearch(question).Run();
        Assert.InRange(result.Candidates, 100_000, long.MaxValue);
    }

    [Fact]
    public void An_idle_pool_of_one_server_waits_as_the_formula_of_constant_service_says()
    {
        Assert.Equal(0.6, PrefillPool.ErlangC(1, 0.6), 1e-12);
        Assert.Equal(1.0 / 3, PrefillPool.ErlangC(2, 0.5), 1e-12);
    }

    private static Gen<T> Pick<T>(params T[] choices) => Gen.Int[0, choices.Length - 1].Select(i => choices[i]);

    private static PlanRequest Question(string model, string systems, RequestShape request, ServiceLevel level, PlanTarget target, int widest, double? price = null)
    {
        var machines = systems.Split(',').Select(id => Repository.Catalog.Systems.Find(id)!).ToList();
        var (workers, refused) = WorkerOptions.Of(
            Repository.Catalog,
            Repository.Model(model),
            machines,
            [Repository.Catalog.Engines.Find("vllm")!],
            [null],
            request,
            level,
            widest,
            system => Economics.Of(system, Repository.Catalog.Prices, new CostTerms { Price = price is { } stated ? UsdPerHour.Of(stated) : null }, Repository.Catalog.PhasePower(system.Accelerator.Architecture), default));
        return new PlanRequest { Workers = workers, Refused = refused, Request = request, Target = target, Level = level };
    }
}
