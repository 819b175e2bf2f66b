using System.Collections.Immutable;
using InferenceModel.Calibration.Serving;
using InferenceModel.Estimation;
using InferenceModel.Models;
using InferenceModel.Reports.Forms;
using InferenceModel.Sharding;
using InferenceModel.Units;
using InferenceModel.Workloads;
using Xunit;

namespace InferenceModel.Tests.Reports.Forms;

/// <summary>Predictions written in other tools' forms, of figures made up by hand, and read again by the readers of those forms.</summary>
public sealed class RunFormsTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "InferenceModel.Tests", "Reports", "Forms");

    private static readonly PredictedRun Whole = Run("made-up-1", new ShardingPlan(2, 1, 2, 4, 1, 3), null, new Load.ClosedLoop(48), 48, 6);
    private static readonly PredictedRun Split = Run("made-up-2", new ShardingPlan(4, Replicas: 2), new ShardingPlan(2, Replicas: 3), new Load.OpenLoop(6), 14.4, 6);

    [Theory]
    [InlineData(RunForm.VllmBench, ".jsonl")]
    [InlineData(RunForm.AiPerf, ".csv")]
    [InlineData(RunForm.AiConfigurator, ".csv")]
    [InlineData(RunForm.InferenceX, ".csv")]
    public void Every_form_is_written_as_the_golden_files_say(RunForm form, string ending)
    {
        foreach (var (suffix, text) in RunForms.Write(form, [Whole, Split]))
        {
            var golden = Path.Combine(Folder, $"{form}{suffix}.expected{ending}");
            if (Environment.GetEnvironmentVariable("UPDATE_GOLDENS") == "1")
            {
                File.WriteAllText(golden, text);
            }

            Assert.Equal(File.ReadAllText(golden), text);
        }
    }

    [Theory]
    [InlineData(RunForm.VllmBench)]
    [InlineData(RunForm.AiConfigurator)]
    [InlineData(RunForm.InferenceX)]
    public void What_is_written_is_read_again_as_the_same_machines_and_latencies(RunForm form)
    {
        foreach (var run in new[] { Whole, Split })
        {
            var read = Assert.Single(Read(RunForms.Write(form, [run]).Single().Text, RunDetails.None));

            // An aggregated row of aiconfigurator is one replica; InferenceX says through batch sizes how many replicas there are.
            var plan = form == RunForm.AiConfigurator && run.PrefillPlan is null ? run.Plan with { Replicas = 1 } : run.Plan;
            Assert.Equal((run.Model, run.System, run.Engine, run.PrefillPlan), (read.Model, read.System, read.Engine, read.PrefillPlan));
            Assert.Equal(form == RunForm.InferenceX ? plan with { Replicas = read.Plan.Replicas } : plan, read.Plan);
            Assert.Equal(run.Figures.TimeToFirstToken.Mean.TotalMilliseconds, read.TimeToFirstToken!.Value.TotalMilliseconds, 3);
            Assert.Equal(run.Figures.TimePerOutputToken.Mean.TotalMilliseconds, read.TimePerOutputToken!.Value.TotalMilliseconds, 3);
            Assert.Equal((1000, 101), (Math.Round(read.InputTokens), Math.Round(read.OutputTokens)));
        }
    }

    [Fact]
    public void AiPerf_is_read_again_with_what_it_cannot_say()
    {
        var details = new RunDetails(new Dictionary<string, string> { ["model"] = "m", ["system"] = "s", ["engine"] = "vllm", ["tp"] = "2", ["replicas"] = "6", ["concurrency"] = "48" }.ToImmutableDictionary());
        var read = Assert.Single(Read(RunForms.Write(RunForm.AiPerf, [Whole]).Single().Text, details));
        Assert.Equal((100, 19, 2000), (read.TimeToFirstToken!.Value.TotalMilliseconds, read.TimePerOutputToken!.Value.TotalMilliseconds, read.EndToEnd!.Value.TotalMilliseconds));

        // 6 requests/s x 101 tokens on 12 GPUs.
        Assert.Equal(50.5, read.OutputPerAccelerator!.Value, 9);
    }

    [Fact]
    public void A_plan_that_a_form_cannot_say_is_not_written_as_another()
    {
        var cut = Whole with { Plan = new ShardingPlan(2, ContextParallel: 2) };
        Assert.False(RunForms.CanExpress(RunForm.InferenceX, cut));
        Assert.True(RunForms.CanExpress(RunForm.VllmBench, cut));
        Assert.Equal(cut.Plan, Assert.Single(Read(RunForms.Write(RunForm.VllmBench, [cut]).Single().Text, RunDetails.None)).Plan);
    }

    private static List<ServingRun> Read(string text, RunDetails details)
    {
        using var folder = new TemporaryFolder();
        return [.. ServingRunFile.Read(folder.Write(text.StartsWith('{') ? "run.json" : "run.csv", text), details).Select(row => row.Run!)];
    }

    /// <summary>A first token after 100 ms and a hundred more every 19 ms: two seconds in all.</summary>
    private static PredictedRun Run(string id, ShardingPlan plan, ShardingPlan? prefill, Load load, double inFlight, double rate)
    {
        static LatencyFigures Around(double milliseconds) => new(
            Seconds.OfMilliseconds(milliseconds), Seconds.OfMilliseconds(milliseconds * 0.9), Seconds.OfMilliseconds(milliseconds * 1.5), Seconds.OfMilliseconds(milliseconds * 2));
        var figures = new DeploymentEstimate
        {
            Status = EstimateStatus.Ok,
            LimitingFactor = LimitingFactor.MemoryBandwidth,
            Memory = new MemoryFootprint(Bytes.OfGibi(10), Bytes.OfGibi(20), Bytes.Zero, Bytes.OfGibi(1), Bytes.OfGibi(1), Bytes.OfGibi(2), Bytes.OfGibi(100), Bytes.Of(1000), Bytes.Zero),
            TimeToFirstToken = Around(100),
            TimePerOutputToken = Around(19),
            InterTokenLatency = Around(19),
            EndToEnd = Around(2000),
            InFlight = inFlight,
            RequestsPerSecond = rate,
            OutputTokensPerSecond = rate * 101,
            InputTokensPerSecond = rate * 1000,
            Accelerators = plan.Accelerators + (prefill?.Accelerators ?? 0),
        };
        return new PredictedRun(
            id, "made-up/model", "hgx_h200", "trtllm", WeightFormat.Fp8, WeightFormat.Nvfp4, KvCacheFormat.Fp8, plan, prefill, prefill is null ? string.Empty : "hgx_h200", new RequestShape(1000, 101, 0), load, figures);
    }
}
