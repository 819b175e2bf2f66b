using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using InferenceModel.Catalog;
using InferenceModel.Estimation;
using InferenceModel.Estimation.Intervals;
using InferenceModel.Reports;
using InferenceModel.Scenarios;
using InferenceModel.Simulation;
using InferenceModel.Units;
using InferenceModel.Workloads;
using Spectre.Console;

namespace InferenceModel.Cli.Commands;

/// <summary><c>infermodel simulate</c>: plays requests against a deployment.</summary>
internal static class SimulateCommand
{
    private const long RequestsThatDeserveProgress = 300_000;

    /// <summary>Describes the verb.</summary>
    /// <param name="console">Where it writes.</param>
    public static Command Create(CommandConsole console)
    {
        var options = new SimulateOptions();
        var command = new Command("simulate", "Simulate a trace or a stream of requests on a deployment.");
        foreach (var option in options.All.Concat(options.Fleet.All))
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed => (int)Execute(console, parsed, options));
        return command;
    }

    private static ExitCode Execute(CommandConsole console, ParseResult parsed, SimulateOptions options)
    {
        var catalog = CommonOptions.EstimatingCatalog(parsed);
        var workload = options.Workload(parsed);
        var file = parsed.GetValue(options.Scenario) is { } path
            ? ScenarioReader.Read(path, catalog)
            : ScenarioReader.Parse("command line", options.ToCsv(parsed), catalog);
        if (file.Findings.Length > 0)
        {
            throw new BadInputException(new FindingListOf(file.Findings).List);
        }

        var runner = new ScenarioRunner(catalog);
        if (workload is not { } requests)
        {
            return RunCommand.Simulate(console, parsed, file, runner, new ScenarioSimulator(options.Seed(parsed), options.StepByStep(parsed)), parsed.GetValue(options.Json));
        }

        var code = ExitCode.Ok;
        foreach (var row in file.Rows)
        {
            code = Simulate(console, parsed, options, catalog, runner.Run(row), requests) ? code : ExitCode.NothingFeasible;
        }

        return code;
    }

    private static bool Simulate(
        CommandConsole console, ParseResult parsed, SimulateOptions options, ModelCatalog catalog, ScenarioResult row, (Func<IRequestSource> Source, double Context) requests)
    {
        if (row.Prepared is not { Plan: not null } prepared)
        {
            console.Errors.WriteLine($"{row.Row.Scenario?.Id}: {ResultColumns.Words(row.Status.ToString())}: {row.Reason}");
            return false;
        }

        var plan = prepared.Deployment.Plan;
        var group = ClosedLoopBenchmark.Group(prepared, requests.Context, plan.Replicas, ReplicaRole.Whole, null);
        group = group with { Settings = options.Pinned(parsed, group.Settings) };
        var settings = options.Fleet.Apply(parsed, options.Settings(parsed, group, prepared.Deployment.Engine.RequestOverhead.Value), prepared);
        var machines = settings.Groups.Sum(some => some.Count);
        var metrics = new MetricsObserver(options.Fleet.Goals(parsed));
        using var rows = Open(parsed.GetValue(options.Requests));
        using var timeline = Open(parsed.GetValue(options.ChromeTrace));
        using var chrome = timeline is null ? null : new ChromeTraceObserver(timeline);
        ISimulationObserver[] observers = [metrics, .. rows is null ? (ISimulationObserver[])[] : [new RequestCsvObserver(rows)], .. chrome is null ? (ISimulationObserver[])[] : [chrome]];
        var before = Environment.CpuUsage.TotalTime;
        var watch = Stopwatch.StartNew();
        var source = requests.Source();
        var simulation = Run(console, parsed, settings, source, observers);
        var blocks = group.Settings.KvBlocks * group.Settings.AttentionRanks;
        var report = new SimulationReport(metrics, plan.AcceleratorsPerReplica * machines, blocks, row.Economics?.Power ?? default, simulation.Events)
        {
            Intervals = catalog.Intervals is { } intervals && Condition(row, settings, metrics, machines) is { } condition ? intervals.Find(condition) : null,
        };
        Print(console, parsed, options, report, Seconds.Of(watch.Elapsed.TotalSeconds), Seconds.Of((Environment.CpuUsage.TotalTime - before).TotalSeconds), Math.Max(machines, metrics.MostReplicas));
        return true;
    }

    /// <summary>Where the figures stand; null where errors of such machines were never measured: drafts, pools, faults, changing numbers of replicas.</summary>
    private static OperatingCondition? Condition(ScenarioResult row, SimulationSettings settings, MetricsObserver metrics, int machines)
    {
        if (row is not { Estimate: { } estimate, Prepared: { } prepared } || metrics.Completed == 0
            || settings is not { Groups: [{ Settings.Speculation: null }], Faults: null, Autoscaling: null })
        {
            return null;
        }

        double Each(long tokens) => tokens / (double)metrics.Completed;
        var figures = metrics.ToEstimate(estimate, 0);
        var shape = new RequestShape(Each(metrics.InputTokens), Each(metrics.OutputTokens), Each(metrics.CachedTokens));
        return EstimateConditions.Of(ServingFidelity.Simulate, prepared, machines, prepared, machines, shape, row.Row.Scenario!.Load, figures);
    }

    private static ServingSimulation Run(CommandConsole console, ParseResult parsed, SimulationSettings settings, IRequestSource source, ISimulationObserver[] observers)
    {
        if (source.Count is not { } count || count < RequestsThatDeserveProgress || parsed.GetValue(CommonOptions.Quiet) || Console.IsErrorRedirected)
        {
            var simulation = new ServingSimulation(settings, source, observers);
            simulation.Run();
            return simulation;
        }

        return console.Progress(parsed).Progress().Start(context =>
        {
            var task = context.AddTask("requests", maxValue: count);
            var simulation = new ServingSimulation(settings, source, [.. observers, new ProgressObserver(done => task.Value = done)]);
            simulation.Run();
            return simulation;
        });
    }

    private static void Print(CommandConsole console, ParseResult parsed, SimulateOptions options, SimulationReport report, Seconds wall, Seconds processor, int replicas)
    {
        if (parsed.GetValue(options.Json))
        {
            console.Output.WriteLine(report.ToJson(wall, processor, replicas));
            return;
        }

        console.WriteTable(parsed, ["latency", "mean", "p50", "p90", "p99"], report.Rows.Select(row => (IReadOnlyList<string>)row), 0);
        console.WriteTable(
            parsed,
            ["figure", "value"],
            report.Counts(wall, processor, replicas).Select(pair => (IReadOnlyList<string>)[pair.Name, ResultColumns.Text(pair.Value)]),
            0);
        foreach (var (reason, count) in report.Metrics.Reasons)
        {
            console.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} requests rejected or lost: {reason}"));
        }
    }

    private static StreamWriter? Open(string? path) => path is null ? null : new StreamWriter(path);

    private sealed class ProgressObserver(Action<double> show) : ISimulationObserver
    {
        private const int Every = 10_000;
        private long ended;

        public void RequestEnded(in RequestOutcome outcome)
        {
            if (++ended % Every == 0)
            {
                show(ended);
            }
        }
    }
}
