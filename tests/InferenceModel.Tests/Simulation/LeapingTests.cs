using InferenceModel.Simulation;
using Xunit;

namespace InferenceModel.Tests.Simulation;

/// <summary>Leaping against taking every step.</summary>
public sealed class LeapingTests
{
    private const double Tolerance = 0.001;

    [Fact]
    public void Leaping_and_step_by_step_agree_on_every_metric()
    {
        for (var number = 1UL; number <= 1500; number++)
        {
            var scenario = new RandomScenario(number);
            var (leaping, leapingLog) = Run(scenario, stepByStep: false);
            var (stepping, steppingLog) = Run(scenario, stepByStep: true);
            var name = scenario.ToString();
            Assert.True(leapingLog.Outcomes.Count == steppingLog.Outcomes.Count, name);
            for (var i = 0; i < leapingLog.Outcomes.Count; i++)
            {
                var (one, other) = (leapingLog.Outcomes[i], steppingLog.Outcomes[i]);
                Assert.True(
                    one.Id == other.Id && one.Fate == other.Fate && one.EndedAt == other.EndedAt && one.FirstTokenAt == other.FirstTokenAt && one.Preemptions == other.Preemptions && one.Replica == other.Replica,
                    $"{name}\noutcome {i}: {one}\n{other}");
            }

            Assert.True(leaping.Steps == stepping.Steps && leaping.ComputedTokens == stepping.ComputedTokens && leaping.Preemptions == stepping.Preemptions,
                $"{name}\nsteps {leaping.Steps} {stepping.Steps} computed {leaping.ComputedTokens} {stepping.ComputedTokens} preemptions {leaping.Preemptions} {stepping.Preemptions}");
            foreach (var (one, other) in Histograms(leaping).Zip(Histograms(stepping)))
            {
                Assert.True(one.Count == other.Count, $"{name}: {one.Count} latencies and {other.Count}");
                Near(one.Mean.Total, other.Mean.Total, name);
                foreach (var percent in new[] { 1.0, 50, 90, 95, 99, 100 })
                {
                    Near(one.Percentile(percent).Total, other.Percentile(percent).Total, $"{name} p{percent}");
                }
            }

            Near(leaping.MeanRunning, stepping.MeanRunning, name);
            Near(leaping.MeanWaiting, stepping.MeanWaiting, name);
            Near(leaping.Busy.Total, stepping.Busy.Total, name);
        }
    }

    private static IEnumerable<LatencyHistogram> Histograms(MetricsObserver metrics) =>
        [metrics.TimeToFirstToken, metrics.TimePerOutputToken, metrics.InterTokenLatency, metrics.EndToEnd];

    private static void Near(double one, double other, string name) =>
        Assert.True(Math.Abs(one - other) <= Tolerance * Math.Max(Math.Abs(one), Math.Abs(other)), $"{name}: {one} and {other}");

    private static (MetricsObserver Metrics, OutcomeLog Log) Run(RandomScenario scenario, bool stepByStep)
    {
        var (metrics, log) = (new MetricsObserver(), new OutcomeLog());
        new ServingSimulation(scenario.Settings with { StepByStep = stepByStep }, scenario.Source(), metrics, log).Run(TestContext.Current.CancellationToken);
        return (metrics, log);
    }
}
