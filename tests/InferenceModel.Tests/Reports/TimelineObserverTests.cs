using System.Globalization;
using InferenceModel.Reports;
using InferenceModel.Simulation;
using InferenceModel.Tests.Simulation;
using InferenceModel.Units;
using Xunit;

namespace InferenceModel.Tests.Reports;

public sealed class TimelineObserverTests
{
    [Fact]
    public void Sums_over_time_are_those_of_the_run()
    {
        var (metrics, text) = (new MetricsObserver(), new StringWriter(CultureInfo.InvariantCulture));
        var scenario = new RandomScenario(12);
        using (var timeline = new TimelineObserver(text, Seconds.OfMilliseconds(200)))
        {
            new ServingSimulation(scenario.Settings, scenario.Source(), metrics, timeline).Run(TestContext.Current.CancellationToken);
        }

        var lines = text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(',')).ToList();
        double Sum(string column) => lines.Skip(1).Sum(cells => double.Parse(cells[Array.IndexOf(lines[0], column)], CultureInfo.InvariantCulture));
        Assert.Equal(metrics.Requests, Sum("sent"));
        Assert.Equal(metrics.Completed, Sum("completed"));
        Assert.Equal(metrics.OutputTokens, Sum("output_tokens"));
        Assert.Equal(metrics.Rejected + metrics.Lost, Sum("rejected_or_lost"));
        Assert.Equal(1, Sum("replicas_busy") * 0.2 / metrics.Busy.Total, 0.01);
        Assert.Equal(1, Sum("prompt_tokens_computed") / metrics.ComputedTokens, 0.02);
    }
}
