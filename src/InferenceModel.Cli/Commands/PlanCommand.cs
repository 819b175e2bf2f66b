using System.Collections.Immutable;
using System.CommandLine;
using InferenceModel.Catalog;
using InferenceModel.Planning.Demand;
using InferenceModel.Reports;
using InferenceModel.Reports.Plans;
using InferenceModel.Scenarios;
using Spectre.Console;

namespace InferenceModel.Cli.Commands;

/// <summary><c>infermodel plan DEMAND.csv</c>: demand over the hours and months in, GPUs, cost and power out.</summary>
internal static class PlanCommand
{
    /// <summary>Describes the verb.</summary>
    /// <param name="console">Where it writes.</param>
    public static Command Create(CommandConsole console)
    {
        var file = new Argument<string>("DEMAND.csv") { Description = "Demand file, a row for each product; columns are listed in the README." };
        var output = CommonOptions.Output();
        var json = CommonOptions.Json();
        var asOf = CommonOptions.AsOf();
        var command = new Command("plan", "Plan GPUs, cost and power of products over the hours of a week and the months to come.") { file, output, json, asOf };
        command.SetAction(parsed => (int)Execute(console, parsed, parsed.GetValue(file)!, parsed.GetValue(output), parsed.GetValue(json), CommonOptions.AsOf(parsed, asOf)));
        return command;
    }

    private static ExitCode Execute(CommandConsole console, ParseResult parsed, string file, string? output, bool json, DateOnly? asOf)
    {
        OutputFile.Check(output, file);
        var catalog = CommonOptions.Catalog(parsed);
        var fleets = DemandReader.Read(file, catalog);
        var planner = new DemandPlanner(catalog, asOf);
        var isQuiet = parsed.GetValue(CommonOptions.Quiet);
        DemandPlan? planned = null;
        ProgressBar.Run(console, parsed, "systems, searched and simulated", fleets.Sum(fleet => fleet.Systems.Length), done => planned = planner.Plan(fleets, done));
        var plan = planned!;
        var report = new DemandReport(plan);
        if (output is not null)
        {
            OutputFile.Write(
                output, stream => DemandJson.Write(plan, stream), report.WriteCsv, () => Source(parsed, file, catalog, asOf, fleets, plan), ParetoMeasure.Accelerator, report.WriteMarkdown);
        }

        if (json)
        {
            using var stream = new MemoryStream();
            DemandJson.Write(plan, stream);
            console.Output.WriteLine(System.Text.Encoding.UTF8.GetString(stream.ToArray()));
        }
        else
        {
            foreach (var fleet in plan.Fleets)
            {
                Print(console, parsed, fleet);
            }
        }

        foreach (var line in isQuiet ? plan.Refused.Select(fleet => $"{fleet.Name}: {fleet.Reason}") : report.Closing)
        {
            console.Errors.WriteLine(line);
        }

        return plan.Fleets.IsEmpty ? ExitCode.NothingFeasible : plan.Refused.IsEmpty ? ExitCode.Ok : ExitCode.SomeRowsFailed;
    }

    private static ReportSource Source(ParseResult parsed, string file, ModelCatalog catalog, DateOnly? asOf, ImmutableArray<DemandFleet> fleets, DemandPlan plan)
    {
        if (plan.Fleets.IsEmpty)
        {
            throw new BadInputException(new Finding(file, 0, 0, "--out", string.Empty, "a fleet that can be served: " + string.Join("; ", plan.Refused.Select(fleet => $"{fleet.Name}: {fleet.Reason}"))));
        }

        var products = fleets.SelectMany(fleet => fleet.Products).DistinctBy(product => product.Load.Name).ToList();
        return new ReportSources(catalog, CommonOptions.CommandLine(parsed), asOf) { Inputs = [CommonOptions.Hashed(file)] }.Of(
            plan, products.ToDictionary(product => product.Load.Name, product => product.Model), products.ToDictionary(product => product.Load.Name, product => product.Level));
    }

    private static void Print(CommandConsole console, ParseResult parsed, FleetPlan fleet)
    {
        var output = console.Output;
        output.WriteLine(DemandReport.Answer(fleet));
        console.WriteTable(parsed, DemandReport.MonthHeads, DemandReport.MonthRows(fleet), 0);
        console.WriteTable(parsed, DemandReport.HourHeads, DemandReport.HourRows(DemandReport.BusiestDay(fleet, fleet.Months.Length - 1)), 0);
        output.Write(DemandReport.Plots(fleet));
        output.WriteLine(DemandReport.ReserveOrBurst(fleet));
        foreach (var line in DemandReport.BreakEvens(fleet).Concat(DemandReport.Notes(fleet)))
        {
            output.WriteLine(line);
        }
    }
}
