using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using InferenceModel.Catalog;
using InferenceModel.Costs;
using InferenceModel.Estimation;
using InferenceModel.Operators;
using InferenceModel.Reports;
using InferenceModel.Scenarios;
using Spectre.Console;

namespace InferenceModel.Cli.Commands;

/// <summary><c>infermodel explain SCENARIOS.csv --row ID</c>: where the figures of one row come from.</summary>
internal static class ExplainCommand
{
    private static readonly JsonWriterOptions JsonOptions = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Describes the verb.</summary>
    /// <param name="console">Where it writes.</param>
    public static Command Create(CommandConsole console)
    {
        var file = new Argument<string>("SCENARIOS.csv") { Description = "Scenario file." };
        var row = new Option<string?>("--row") { Description = "scenario_id of the row; the first row where it is absent." };
        var json = CommonOptions.Json();
        var command = new Command("explain", "Show how the figures of one row come about, with sources.") { file, row, json };
        command.SetAction(parsed => (int)Execute(console, parsed, parsed.GetValue(file)!, parsed.GetValue(row), parsed.GetValue(json)));
        return command;
    }

    private static ExitCode Execute(CommandConsole console, ParseResult parsed, string file, string? id, bool json)
    {
        var catalog = CommonOptions.EstimatingCatalog(parsed);
        var scenarios = ScenarioReader.Read(file, catalog);
        var row = scenarios.Rows.FirstOrDefault(row => id is null || row.Scenario?.Id == id);
        if (row?.Scenario is not { } scenario)
        {
            Cli.ReportFindings(scenarios.Findings, scenarios.Findings.Length, console.Errors);
            throw new BadInputException(new Finding(file, 0, 0, "--row", id ?? string.Empty, "a scenario_id of the file whose row has no fault"));
        }

        var result = new ScenarioRunner(catalog).Run(row);
        if (result.Estimate is not { } estimate || result.Prepared?.Plan is not { } plan)
        {
            console.Output.WriteLine($"{scenario.Id}: {ResultColumns.Words(result.Status.ToString())}: {result.Reason}");
            return ExitCode.NothingFeasible;
        }

        var trees = Trees(scenario, estimate, plan);
        if (json)
        {
            WriteJson(console.Output, result, trees);
        }
        else
        {
            Write(console.Tables(parsed), scenario, result, estimate, trees);
        }

        return ExitCode.Ok;
    }

    private static CostNode[] Trees(Scenario scenario, DeploymentEstimate estimate, CompiledPlan plan)
    {
        var state = estimate.State;
        var request = scenario.Request;
        var batch = state.Decoding / plan.StageCount;
        var chunk = request.ComputedTokens / Math.Max(1, state.PromptSteps);
        var past = request.CachedTokens + ((request.ComputedTokens - chunk) / 2);
        return
        [
            plan.Model.Explain(
                string.Create(CultureInfo.InvariantCulture, $"decode step, {Math.Max(1, batch):F1} sequences of {request.MeanContext:F0} tokens on a rank"),
                StepShape.Decode(Math.Max(1, batch), request.MeanContext)),
            plan.Model.Explain(
                string.Create(CultureInfo.InvariantCulture, $"prompt step, {chunk:F0} tokens of one prompt beside {batch:F1} decoding"),
                new StepShape(chunk, 1, past, batch, request.MeanContext)),
        ];
    }

    private static void Write(IAnsiConsole console, Scenario scenario, ScenarioResult result, DeploymentEstimate estimate, CostNode[] trees)
    {
        var deployment = result.Prepared!.Deployment;
        var lines = new StringBuilder();
        lines.AppendLine($"{scenario.Id}: {ResultColumns.Words(result.Status.ToString())} {result.Reason}".TrimEnd());
        lines.AppendLine(CultureInfo.InvariantCulture, $"  model      {deployment.Model.Name}, weights {deployment.Model.DominantFormat}, cache {deployment.KvFormat}");
        lines.AppendLine(CultureInfo.InvariantCulture, $"  machine    {deployment.System.Name}; {deployment.Plan.Accelerators} accelerators = {deployment.Plan.Replicas} replicas x {deployment.Plan.AcceleratorsPerReplica} ({deployment.Plan})");
        lines.AppendLine(CultureInfo.InvariantCulture, $"  engine     {deployment.Engine.Name}; load {scenario.Load}; prompt {scenario.Request.InputTokens:F0} ({scenario.Request.CachedTokens:F0} cached), answer {scenario.Request.OutputTokens:F0}");
        lines.AppendLine(CultureInfo.InvariantCulture, $"  first token {estimate.TimeToFirstToken.Mean} = request overhead {deployment.Engine.RequestOverhead.Value} + half a step + queue {estimate.Queueing} + prompt {estimate.State.PromptLatency}");
        lines.AppendLine(CultureInfo.InvariantCulture, $"  per token  {estimate.TimePerOutputToken.Mean} = decode step {estimate.State.DecodeStep} + prompts of others {estimate.State.TokenInterval - estimate.State.DecodeStep}");
        lines.AppendLine(CultureInfo.InvariantCulture, $"  rate       {estimate.RequestsPerSecond:G4} requests/s of at most {estimate.CapacityRequestsPerSecond:G4}; {estimate.State.Decoding:F1} sequences decode on a rank");
        var memory = estimate.Memory;
        lines.AppendLine(CultureInfo.InvariantCulture, $"  memory     {memory.Usable} usable = weights {memory.Weights} (attention {memory.MixerWeights}, feed-forward {memory.FeedForwardWeights}, experts {memory.ExpertWeights}, other {memory.OuterWeights})");
        lines.AppendLine(CultureInfo.InvariantCulture, $"             + activations {memory.Activations} + runtime {memory.Reserved} + cache {memory.KvBudget} ({memory.KvTokenCapacity:F0} tokens of {memory.KvPerToken})");
        foreach (var figure in CostExplanation.Of(result))
        {
            lines.AppendLine(CultureInfo.InvariantCulture, $"  {figure.Name,-10} {figure.Value} [{figure.Source}]");
        }

        IntervalText.Write(lines, result);
        foreach (var note in deployment.Model.Notes)
        {
            lines.AppendLine(CultureInfo.InvariantCulture, $"  note       {note}");
        }

        lines.AppendLine("  assumed    attention ranks are alike, routing is even, collectives are not hidden, sequences of a kind have equal lengths");
        console.Write(new Text(lines.ToString()));
        var sources = new List<string>();
        foreach (var tree in trees)
        {
            console.Write(CostTree.Render(tree, sources));
            console.WriteLine();
        }

        console.WriteLine("Sources (kernels: physics and corrections learned from measured tables; the rest: stated efficiencies)");
        for (var i = 0; i < sources.Count; i++)
        {
            console.Write(new Text(string.Create(CultureInfo.InvariantCulture, $"[{i + 1}] {sources[i]}\n")));
        }
    }

    private static void WriteJson(TextWriter output, ScenarioResult result, CostNode[] trees)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, JsonOptions))
        {
            json.WriteStartObject();
            json.WriteNumber("schema_version", ResultWriter.SchemaVersion);
            json.WriteStartObject("result");
            foreach (var column in ResultColumns.All)
            {
                ResultWriter.WriteValue(json, column.Name, column.Value(result));
            }

            json.WriteEndObject();
            json.WriteStartArray("cost");
            foreach (var figure in CostExplanation.Of(result))
            {
                json.WriteStartObject();
                json.WriteString("name", figure.Name);
                json.WriteString("value", figure.Value);
                json.WriteString("source", figure.Source);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("trees");
            foreach (var tree in trees)
            {
                WriteNode(json, tree);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(stream.ToArray()));
    }

    private static void WriteNode(Utf8JsonWriter json, CostNode node)
    {
        json.WriteStartObject();
        json.WriteString("name", node.Name);
        json.WriteNumber("microseconds", ResultColumns.Rounded(node.Time.TotalMicroseconds));
        json.WriteString("rule", ResultColumns.Words(node.Rule.ToString()));
        json.WriteNumber("repetitions", node.Repetitions);
        json.WriteString("bound_by", ResultColumns.Words(node.BoundBy.ToString()));
        if (node.Basis.Length > 0)
        {
            json.WriteString("basis", node.Basis);
            json.WriteString("source", node.Source);
        }

        if (!node.Parts.IsEmpty)
        {
            json.WriteStartArray("parts");
            foreach (var part in node.Parts)
            {
                WriteNode(json, part);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
