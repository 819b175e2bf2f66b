using InferenceModel.Planning;
using InferenceModel.Scenarios;
using InferenceModel.Units;
using InferenceModel.Workloads;
using Xunit;

namespace InferenceModel.Tests.Planning;

/// <summary>What a search promises, over a spread of models, machines, lengths, levels and targets: kept when simulated, or the bound that fails is named.</summary>
public sealed class RecommendedLevelTests
{
    private const int Requests = 500;

    public static TheoryData<string, string, int, int, double, double, int, string, double> Questions => new()
    {
        { "llama-3.1-8b", "hgx_h100", 512, 250, 500, 20, 0, "rate", 20 },
        { "llama-3.1-8b", "l40s_pcie", 1000, 128, 2000, 60, 95, "gpus", 8 },
        { "qwen3-8b", "hgx_h200", 4000, 1, 1000, 50, 99, "rate", 10 },
        { "qwen3-30b-a3b", "hgx_b200", 2000, 500, 1000, 15, 50, "flight", 200 },
        { "gpt-oss-120b", "hgx_h200", 8000, 300, 6000, 40, 95, "gpus", 16 },
        { "llama-3.1-70b", "hgx_b200", 128, 1000, 300, 25, 99, "flight", 64 },
        // No machine reads eight billion weights in a tenth of a millisecond, and none computes 6,000 tokens in one.
        { "llama-3.1-8b", "hgx_h100", 512, 250, 500, 0.1, 0, "rate", 20 },
        { "llama-3.1-8b", "hgx_h100", 6000, 250, 1, 50, 0, "gpus", 8 },
    };

    [Theory]
    [MemberData(nameof(Questions))]
    public void A_recommendation_keeps_its_level_when_simulated_or_the_bound_is_named(string model, string system, int input, int output, double first, double token, int percentile, string target, double load)
    {
        var level = new ServiceLevel(Seconds.OfMilliseconds(first), Seconds.OfMilliseconds(token), null, percentile);
        var shape = new RequestShape(input, output, 0);
        var (workers, refused) = WorkerOptions.Of(
            Repository.Catalog, Repository.Model(model), [Repository.Catalog.Systems.Find(system)!], [Repository.Catalog.Engines.Find("vllm")!], [null], shape, level, 4,
            machine => Economics.Of(machine, Repository.Catalog.Prices, new CostTerms(), Repository.Catalog.PhasePower(machine.Accelerator.Architecture), default));
        var question = new PlanRequest
        {
            Workers = workers, Refused = refused, Request = shape, Level = level,
            Target = target switch { "rate" => new PlanTarget.Rate(load), "flight" => new PlanTarget.Concurrency(load), _ => new PlanTarget.Accelerators((int)load) },
        };
        var found = new PlanSearch(question).Run();
        if (found.Ranked.IsEmpty)
        {
            // The nearest loser says which limit it misses and by how many per cent.
            Assert.Matches("time to first token|time per output token|reading the dense weights", found.Rejected.MinBy(plan => plan.Excess)!.Reason);
            Assert.Contains("% above", found.Rejected.MinBy(plan => plan.Excess)!.Reason, StringComparison.Ordinal);
            Assert.True(token < 1 || first < 10);
            return;
        }

        var confirmed = found.Ranked.Take(2).Select(new PlanConfirmation(question, Requests, 1).Confirm).ToList();
        Assert.Contains(confirmed, plan => plan.Missed.Length == 0);
        Assert.All(confirmed, plan =>
        {
            if (plan.Missed.Length > 0)
            {
                Assert.Contains("above", plan.Missed, StringComparison.Ordinal);
                return;
            }

            Assert.True(level.Keeps(plan.Simulated) && level.Keeps(plan.Estimate), plan.Deployment.Name);
            Assert.True(question.Target is not PlanTarget.Accelerators given || plan.Deployment.Accelerators <= given.Count);
            Assert.True(question.Target is not PlanTarget.Rate wanted || plan.RequestsPerSecond >= wanted.RequestsPerSecond);
        });
    }
}
