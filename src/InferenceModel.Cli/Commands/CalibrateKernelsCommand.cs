using System.CommandLine;
using System.Globalization;
using InferenceModel.Calibration.Kernels;
using InferenceModel.Catalog;
using InferenceModel.Costs.Kernels;
using InferenceModel.Training;

namespace InferenceModel.Cli.Commands;

/// <summary><c>infermodel calibrate kernels --data DIR --out models/</c>: learns kernel costs from measured tables.</summary>
internal static class CalibrateKernelsCommand
{
    /// <summary>Describes the verb.</summary>
    /// <param name="console">Where it writes.</param>
    public static Command Create(CommandConsole console)
    {
        var data = new Option<string>("--data") { Description = "A tree of tables SYSTEM/OPERATOR__ENGINE__VERSION.parquet (or .csv).", Required = true };
        var output = new Option<string>("--out") { Description = "Data folder that receives kernels/*.json and kernels/*.onnx.", Required = true };
        var seed = new Option<int>("--seed") { Description = "Seed of samples and training.", DefaultValueFactory = _ => 1 };
        var sample = new Option<int>("--sample") { Description = "Rows sampled of each table at most.", DefaultValueFactory = _ => 20000 };
        var trees = new Option<int>("--trees") { Description = "Trees of a correction, where trees stand beside its network.", DefaultValueFactory = _ => 300 };
        var leaves = new Option<int>("--leaves") { Description = "Leaves of a tree.", DefaultValueFactory = _ => 127 };
        var steps = new Option<int>("--steps") { Description = "Most steps a network is trained.", DefaultValueFactory = _ => 14000 };
        var everything = new Option<bool>("--all-shapes") { Description = "Learn from the shapes kept for the test too: for models that ship." };
        var leaveOut = new Option<bool>("--leave-one-gpu-out") { Description = "Writes nothing: leaves each accelerator out in turn and prints how well the others predict it." };
        var accuracy = new Option<string?>("--accuracy") { Description = "With --leave-one-gpu-out: writes the matrix as Markdown into this file." };
        var only = new Option<string[]>("--operator") { Description = "Only tables of these operators (the first part of their names); all where it is absent." };
        var title = new Option<string>("--title") { Description = "Title of the measurements, kept as the source of every constant.", DefaultValueFactory = _ => "Measured kernel tables" };
        var date = new Option<string>("--date") { Description = "Date of the measurements.", DefaultValueFactory = _ => "undated" };
        var command = new Command("kernels", "Learn kernel costs from measured tables.") { data, output, seed, sample, trees, leaves, steps, only, everything, leaveOut, accuracy, title, date };
        command.SetAction(parsed => (int)Execute(
            console,
            parsed,
            new CalibrationOptions(parsed.GetValue(sample), parsed.GetValue(seed), parsed.GetValue(trees), parsed.GetValue(leaves), parsed.GetValue(title)!, parsed.GetValue(date)!) { MostSteps = parsed.GetValue(steps) },
            parsed.GetValue(data)!,
            parsed.GetValue(output)!,
            parsed.GetValue(only) ?? [],
            parsed.GetValue(everything),
            parsed.GetValue(leaveOut),
            parsed.GetValue(accuracy)));
        return command;
    }

    private static ExitCode Execute(CommandConsole console, ParseResult parsed, CalibrationOptions options, string path, string folder, string[] only, bool everything, bool leaveOut, string? accuracy)
    {
        var calibrator = new KernelCalibrator(CommonOptions.Catalog(parsed), options);
        var tables = KernelCalibrator.Readable(KernelTableName.Find(path).Where(table => only.Length == 0 || only.Contains(table.Operator)));
        var findings = new FindingList();
        SortedDictionary<string, KernelData> all = new(StringComparer.Ordinal);
        ProgressBar.Run(console, parsed, "reading tables", tables.Count, done => all = calibrator.Load(tables, findings, _ => done()));
        if (findings.Count > 0)
        {
            throw new BadInputException(findings);
        }

        var transfers = new List<TransferError>();
        foreach (var (id, data) in all.Where(pair => pair.Value.Calls.Count > 0))
        {
            if (leaveOut)
            {
                transfers.AddRange(LeaveOut(console, parsed, calibrator, KernelFamilies.Find(id)!, data));
                continue;
            }

            Calibrate(console, parsed, calibrator, KernelFamilies.Find(id)!, data, options, folder, everything);
        }

        if (accuracy is not null)
        {
            var operators = string.Concat(only.Select(name => $" --operator {name}"));
            var how = string.Create(CultureInfo.InvariantCulture, $"infermodel calibrate kernels --data DIR --leave-one-gpu-out{operators} --sample {options.RowsPerTable} --trees {options.Trees} --leaves {options.Leaves} --steps {options.MostSteps} --accuracy FILE");
            File.WriteAllText(accuracy, TransferTable.Write(transfers, string.Create(CultureInfo.InvariantCulture, $"At most {options.RowsPerTable} rows of each table."), how));
        }

        return ExitCode.Ok;
    }

    private static IReadOnlyList<TransferError> LeaveOut(CommandConsole console, ParseResult parsed, KernelCalibrator calibrator, IKernelFamily family, KernelData data)
    {
        IReadOnlyList<TransferError> rows = [];
        var systems = data.Calls.Select(call => call.Machine.Accelerator.Id).Distinct().Count();
        ProgressBar.Run(console, parsed, family.Id, systems, done => rows = new LeaveOneOut(calibrator).Errors(family, data.Calls, _ => done()));
        console.WriteTable(
            parsed,
            ["family", "left out", "rows", "median %", "mean %", "p90 %", "bias %", "physics median %"],
            rows.Select(row => (IReadOnlyList<string>)
                [family.Id, row.System, row.Learned.Count.ToString(CultureInfo.InvariantCulture), Percent(row.Learned.MedianAbsolute), Percent(row.Learned.MeanAbsolute), Percent(row.Learned.P90Absolute), Percent(row.Learned.Bias), Percent(row.Physics.MedianAbsolute)]),
            0, 1);
        return rows;
    }

    private static string Percent(double percent) => percent.ToString("F1", CultureInfo.InvariantCulture);

    private static void Calibrate(
        CommandConsole console, ParseResult parsed, KernelCalibrator calibrator, IKernelFamily family, KernelData data, CalibrationOptions options, string folder, bool everything)
    {
        List<MeasuredCall> heldOut = [.. data.Calls.Where(call => ShapeSplit.IsHeldOut(call.Call))];
        List<MeasuredCall> fitted = [.. data.Calls.Where(call => !ShapeSplit.IsHeldOut(call.Call))];
        var sets = data.Calls.Select(call => (call.Engine, call.Call.Precision, call.Machine.Generation)).Distinct().Count();
        var parts = data.Calls.Select(call => family.Part(call.Call.Precision)).Distinct().Count();
        ProgressBar.Run(console, parsed, family.Id, sets + (100 * parts), done =>
        {
            var coefficients = CoefficientFit.Fit(family, fitted, heldOut, _ => done());
            calibrator.Write(calibrator.Train(coefficients, everything ? data.Calls : fitted, _ => done()), folder);
        });
        if (!parsed.GetValue(CommonOptions.Quiet))
        {
            console.Errors.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{family.Id}: {data.Calls.Count} rows"));
            foreach (var (rule, count) in data.LeftOut)
            {
                console.Errors.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {count} left out, {rule}"));
            }
        }
    }
}
