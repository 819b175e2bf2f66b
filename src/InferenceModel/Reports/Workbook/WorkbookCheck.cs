using System.Collections.Immutable;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;

namespace InferenceModel.Reports.Workbook;

/// <summary>What an independent look at a workbook found.</summary>
/// <param name="Formulas">Formulas compared.</param>
/// <param name="Largest">Largest relative difference between a value beside a formula and what a spreadsheet computes.</param>
/// <param name="Faults">What is wrong, a sentence each; empty for a good workbook.</param>
public sealed record WorkbookCheck(int Formulas, double Largest, ImmutableArray<string> Faults)
{
    /// <summary>Largest relative difference that counts as equal.</summary>
    public const double Tolerance = 1e-9;

    private const double Nothing = 1e-12;

    /// <summary>
    /// Compares the values beside formulas with those of the same workbook after a spreadsheet computed it anew, and the file with the Open XML schema.
    /// </summary>
    /// <param name="ours">The workbook.</param>
    /// <param name="recalculated">The workbook as the spreadsheet saved it.</param>
    public static WorkbookCheck Of(Stream ours, Stream recalculated)
    {
        var faults = ImmutableArray.CreateBuilder<string>();
        faults.AddRange(SchemaFaults(ours));
        ours.Position = 0;
        var (formulas, largest) = (0, 0.0);
        var computed = WorkbookCells.Read(recalculated);
        foreach (var ((sheet, cell), (_, value)) in WorkbookCells.Read(ours).Where(entry => entry.Value.IsFormula).OrderBy(entry => entry.Key.Sheet, StringComparer.Ordinal).ThenBy(entry => entry.Key.Cell, StringComparer.Ordinal))
        {
            formulas++;
            if (!computed.TryGetValue((sheet, cell), out var there))
            {
                there = default;
            }

            var difference = Difference(value, there.Value);
            largest = Math.Max(largest, double.IsFinite(difference) ? difference : 0);
            if (difference > Tolerance)
            {
                faults.Add($"{sheet}!{cell}: {value.AsText} is written beside the formula, a spreadsheet computes {there.Value.AsText}");
            }
        }

        return new WorkbookCheck(formulas, largest, faults.ToImmutable());
    }

    /// <summary>Where a file leaves the Open XML schema; empty where nowhere.</summary>
    /// <param name="file">The file.</param>
    public static IEnumerable<string> SchemaFaults(Stream file)
    {
        file.Position = 0;
        using var document = SpreadsheetDocument.Open(file, false);
        return [.. new OpenXmlValidator(FileFormatVersions.Office2019).Validate(document).Select(fault => $"{fault.Part?.Uri} {fault.Path?.XPath}: {fault.Description}")];
    }

    /// <summary>Relative difference of two numbers; infinite where one is none, or texts differ.</summary>
    private static double Difference(CellValue left, CellValue right)
    {
        if (left.Text is not null || right.Text is not null)
        {
            return left.AsText == right.AsText ? 0 : double.PositiveInfinity;
        }

        var (a, b) = (left.AsNumber, right.AsNumber);
        var apart = Math.Abs(a - b);
        return apart <= Nothing ? 0 : apart / Math.Max(Math.Abs(a), Math.Abs(b));
    }
}
