using InferenceModel.Calibration.Serving;
using InferenceModel.Catalog;
using InferenceModel.Estimation;
using InferenceModel.Estimation.Intervals;
using Xunit;

namespace InferenceModel.Tests.Calibration.Serving;

/// <summary>Intervals hold on what they were not learned from, and are wider where less was measured.</summary>
public sealed class IntervalFitTests
{
    private const int RowsEach = 12;

    [Fact]
    public void Nine_in_ten_rows_of_new_configurations_lie_inside()
    {
        // Errors of a configuration share a draw twice as wide as that of a row: quantiles of rows alone would cover too little.
        var intervals = IntervalFit.Fit(Samples(60, 1), "test");
        var covered = Samples(400, 2).Average(sample => Covers(intervals, sample) ? 1.0 : 0);
        Assert.InRange(covered, 0.86, 0.95);
    }

    [Fact]
    public void What_was_not_measured_has_wider_intervals_and_says_so()
    {
        var intervals = IntervalFit.Fit(Samples(60, 1), "test");
        var known = Condition("shape 1", "h100");
        var inside = intervals.Find(known)!;
        var model = intervals.Find(known with { ModelShape = "shape 99" })!;
        var both = intervals.Find(known with { ModelShape = "shape 99", Accelerator = "x1" })!;
        var longer = intervals.Find(known with { InputTokens = 1024 * 64 })!;
        Assert.Equal(Novelty.None, inside.Novelty);
        Assert.Equal(Novelty.Model, model.Novelty);
        Assert.Equal(Novelty.Model | Novelty.Accelerator, both.Novelty);
        Assert.Equal(Novelty.Load, longer.Novelty);
        Assert.True(model.Of(PredictedFigure.PerToken)!.Value.Spread > inside.Of(PredictedFigure.PerToken)!.Value.Spread);
        Assert.True(both.Of(PredictedFigure.PerToken)!.Value.Spread >= model.Of(PredictedFigure.PerToken)!.Value.Spread);
        Assert.True(both.Confidence > inside.Confidence);
        Assert.Null(inside.Of(PredictedFigure.FirstToken));
    }

    [Fact]
    public void A_load_that_was_never_measured_borrows_from_closed_loops()
    {
        var found = IntervalFit.Fit(Samples(60, 1), "test").Find(Condition("shape 1", "h100") with { Load = LoadKind.Open })!;
        Assert.Equal(Novelty.Load, found.Novelty);
        Assert.Contains("closed", found.Basis[(int)PredictedFigure.PerToken], StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_written_and_read_again_says_the_same()
    {
        var intervals = IntervalFit.Fit(Samples(60, 1), "test");
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, ServingIntervalReader.FileName);
        File.WriteAllText(path, IntervalFile.Write(intervals, [("rows.csv", 720, 720)], "test", "2026-08"));
        var again = ServingIntervalReader.Read(path)!;
        var condition = Condition("shape 1", "h100");
        Assert.Equal(intervals.Find(condition)!.Of(PredictedFigure.PerToken)!.Value.High, again.Find(condition)!.Of(PredictedFigure.PerToken)!.Value.High, 1e-3);
        Assert.Equal(intervals.NoveltyOf(condition), again.NoveltyOf(condition));
    }

    [Theory]
    [InlineData("trtllm", "0.20", true)]
    [InlineData("trtllm", "1.0.0rc3", false)]
    [InlineData("vllm", "0.6.4", true)]
    [InlineData("vllm", "0.11.1", false)]
    [InlineData("sglang", "v0.3.0", true)]
    [InlineData("trtllm", "", true)]
    public void Engines_before_the_measured_generation_are_told_apart(string engine, string version, bool isEarlier) =>
        Assert.Equal(isEarlier, EngineGeneration.IsEarlier(engine, version));

    [Fact]
    public void Shipped_intervals_hold_nine_in_ten_clean_measurements()
    {
        if (Repository.SharedData is not { } data)
        {
            Assert.Skip("the measured data are not beside the repository");
            return;
        }

        var runs = ServingRunFile.Read(Path.Combine(data, "silicon", "inferencex.csv"), RunDetails.None);
        var outcomes = ServingValidation.Predict(runs, new ServingRunPredictor(Repository.Catalog), ServingFidelity.Estimate, Repository.Catalog.Intervals);
        var report = ServingValidation.Report(outcomes, outcome => outcome.IsSound);
        Assert.All(report.Metrics, metric => Assert.InRange(metric.Value.Coverage90!.Value, 87, 96));
    }

    private static bool Covers(ServingIntervals intervals, IntervalSample sample)
    {
        var ratio = intervals.Find(sample.Condition)!.Of(PredictedFigure.PerToken)!.Value;
        return Math.Exp(sample.LogRatios[(int)PredictedFigure.PerToken]!.Value) is var measured && measured >= ratio.Low && measured <= ratio.High;
    }

    private static IReadOnlyList<IntervalSample> Samples(int configurations, ulong seed)
    {
        var random = new Workloads.RandomSequence(seed, "intervals");
        return
        [
            .. from configuration in Enumerable.Range(0, configurations)
               let shared = 0.2 * random.NextNormal()
               from row in Enumerable.Range(0, RowsEach)
               select new IntervalSample(Condition($"shape {configuration % 6}", configuration % 2 == 0 ? "h100" : "b200"), $"configuration {configuration}", [null, shared + (0.1 * random.NextNormal()), null, null]),
        ];
    }

    private static OperatingCondition Condition(string shape, string accelerator) => new()
    {
        Fidelity = ServingFidelity.Simulate,
        Load = LoadKind.Closed,
        ModelKind = "grouped_dense",
        ModelShape = shape,
        Accelerator = accelerator,
        Engine = "vllm",
        Phase = OperatingPhase.Decode,
        RequestsPerRank = 16,
        InputTokens = 1024,
        OutputTokens = 1024,
    };
}
