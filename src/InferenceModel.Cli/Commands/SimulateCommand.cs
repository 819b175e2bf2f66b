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
        foreach (var option in options.All)
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
        var path = parsed.GetValue(options.Scenario);
        var file = path is not null
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

        if (path is null)
        {
            var prompts = file.Rows.Length > 1 ? runner.Run(file.Rows[1]) : null;
            return Simulate(console, parsed, options, catalog, runner.Run(file.Rows[0]), prompts, requests) ? ExitCode.Ok : ExitCode.NothingFeasible;
        }

        var code = ExitCode.Ok;
        foreach (var row in file.Rows)
        {
            code = Simulate(console, parsed, options, catalog, runner.Run(row), null, requests) ? code : ExitCode.NothingFeasible;
        }

        return code;
    }

    private static bool Simulate(
        CommandConsole console, ParseResult parsed, SimulateOptions options, ModelCatalog catalog, ScenarioResult row, ScenarioResult? other, SimulatedLoad requests)
    {
        foreach (var part in other is null ? [row] : new[] { row, other })
        {
            if (part.Prepared is not { Plan: not null } || (part.Prompts is { Plan: null }))
            {
                console.Errors.WriteLine($"{part.Row.Scenario?.Id}: {ResultColumns.Words(part.Status.ToString())}: {part.Reason}");
                return false;
            }
        }

        var (prepared, prompts) = (row.Prepared!.WithContextSpread(requests.ContextSpread, catalog.Efficiencies), other?.Prepared ?? row.Prompts);
        var plan = prepared.Deployment.Plan;
        var settings = prompts is null
            ? SimulationSettings.Of(prepared, requests.Context, plan.Replicas)
            : SimulationSettings.Of(new DisaggregatedDeployment(prompts, prompts.Deployment.Plan.Replicas, prepared, plan.Replicas), requests.Context, requests.Context);
        settings = settings with { Groups = [.. settings.Groups.Select(group => options.Replica.Apply(parsed, group))], Seed = options.Seed(parsed), StepByStep = options.StepByStep(parsed) };
        settings = options.Fleet.Apply(parsed, settings);
        var machines = settings.Groups.Sum(some => some.Count);
        var accelerators = plan.AcceleratorsPerReplica * settings.Groups[^1].Count + (prompts is null ? 0 : prompts.Deployment.Plan.AcceleratorsPerReplica * settings.Groups[0].Count);
        var metrics = new MetricsObserver(options.Fleet.Goals(parsed)) { FirstCacheCounted = prompts is null ? 0 : settings.Groups[0].Count };
        var (tenants, rowLength) = (new TenantObserver(), options.RowLength(parsed));
        using var rows = Open(parsed.GetValue(options.Requests));
        using var timeline = Open(parsed.GetValue(options.ChromeTrace));
        using var chrome = timeline is null ? null : new ChromeTraceObserver(timeline);
        using var curve = Open(parsed.GetValue(options.Timeline));
        using var overTime = curve is null ? null : new TimelineObserver(curve, rowLength);
        var before = Environment.CpuUsage.TotalTime;
        var watch = Stopwatch.StartNew();
        var source = requests.Source();
        List<ISimulationObserver?> observers = [metrics, requests.HasTenants ? tenants : null, rows is null ? null : new RequestCsvObserver(rows), chrome, overTime];
        var simulation = Run(console, parsed, settings, source, [.. observers.OfType<ISimulationObserver>()]);
        var cache = settings.Groups[^1].Settings;
        var report = new SimulationReport(metrics, accelerators, cache.KvBlocks * cache.AttentionRanks, row.Economics?.Power ?? default, simulation.Events)
        {
            Intervals = catalog.Intervals is { } intervals && Condition(row, settings, metrics, machines) is { } condition ? intervals.Find(condition) : null,
            Tenants = tenants.Rows,
        };
        Print(console, parsed, options, report, Seconds.Of(watch.Elapsed.TotalSeconds), Seconds.Of((Environment.CpuUsage.TotalTime - before).TotalSeconds), Math.Max(machines, metrics.MostReplicas));
        return true;
    }

    /// <summary>Where the figures stand; null where errors of such machines were never measured: drafts, pools, faults, changing numbers of replicas.</summary>
    private static OperatingCondition? Condition(ScenarioResult row, SimulationSettings settings, MetricsObserver metrics, int machines)
    {
        if (row is not { Estimate: { } estimate, Prepared: { } prepared } || metrics.Completed == 0
            || settings is not { Groups: [{ Settings: { Speculation: null, Adapters: null } }], Faults: null, Autoscaling: null })
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
        if (report.Tenants.Count > 0)
        {
            console.WriteTable(parsed, TenantRow.Header, report.Tenants.Select(tenant => tenant.Cells), 0);
        }

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
