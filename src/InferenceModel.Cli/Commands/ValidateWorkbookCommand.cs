using System.CommandLine;
using System.Text.Json;
using InferenceModel.Catalog;
using InferenceModel.Reports.Workbook;

namespace InferenceModel.Cli.Commands;

/// <summary><c>infermodel validate workbook FILE.xlsx</c>: every formula computed anew by LibreOffice against the value written beside it.</summary>
internal static class ValidateWorkbookCommand
{
    /// <summary>Describes the verb.</summary>
    /// <param name="console">Where it writes.</param>
    public static Command Create(CommandConsole console)
    {
        var file = new Argument<string>("FILE.xlsx") { Description = "A workbook of --out." };
        var json = CommonOptions.Json();
        var command = new Command("workbook", "Compute every formula of a workbook anew with LibreOffice and compare with the values written beside them; check the Open XML schema.") { file, json };
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(file)!;
            if (!File.Exists(path))
            {
                throw new BadInputException(new Finding(path, 0, 0, "FILE.xlsx", string.Empty, "a file that exists"));
            }

            var program = LibreOffice.Program ?? throw new BadInputException(new Finding("command line", 0, 0, "workbook", string.Empty, "LibreOffice (soffice) on the PATH"));
            return (int)Report(console, Check(program, path), parsed.GetValue(json));
        });
        return command;
    }

    /// <summary>Checks a workbook.</summary>
    /// <param name="program">LibreOffice.</param>
    /// <param name="path">The workbook.</param>
    public static WorkbookCheck Check(string program, string path)
    {
        var folder = Directory.CreateTempSubdirectory("infermodel-");
        try
        {
            using var ours = File.OpenRead(path);
            using var recalculated = File.OpenRead(LibreOffice.Convert(program, path, "xlsx", folder.FullName));
            return WorkbookCheck.Of(ours, recalculated);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static ExitCode Report(CommandConsole console, WorkbookCheck check, bool json)
    {
        if (json)
        {
            using var stream = new MemoryStream();
            using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
            {
                writer.WriteStartObject();
                writer.WriteNumber("formulas", check.Formulas);
                writer.WriteNumber("largest_relative_difference", check.Largest);
                writer.WriteStartArray("faults");
                foreach (var fault in check.Faults)
                {
                    writer.WriteStringValue(fault);
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
            }

            console.Output.WriteLine(System.Text.Encoding.UTF8.GetString(stream.ToArray()));
        }
        else
        {
            console.Output.WriteLine(string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"{check.Formulas} formulas computed anew, largest relative difference {check.Largest:G2}, {check.Faults.Length} faults"));
            foreach (var fault in check.Faults)
            {
                console.Output.WriteLine(fault);
            }
        }

        return check.Faults.IsEmpty ? ExitCode.Ok : ExitCode.SomeRowsFailed;
    }
}
