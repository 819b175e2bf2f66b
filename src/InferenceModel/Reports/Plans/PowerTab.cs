using InferenceModel.Planning;
using InferenceModel.Reports.Charts;
using InferenceModel.Reports.Workbook;
using static InferenceModel.Reports.Workbook.Functions;

namespace InferenceModel.Reports.Plans;

/// <summary>Power and energy of the plan on three bases.</summary>
internal static class PowerTab
{
    private const double Mega = 1e6;

    /// <summary>Fills the tab.</summary>
    /// <param name="tabs">The tabs.</param>
    public static void Fill(PlanTabs tabs)
    {
        var sheet = tabs.Power;
        sheet.Heads(PlanTabs.HeadRow, 1, "basis", "W a GPU", "GPUs", "kW", "kWh a month", "tokens/s/MW", "J an output token", "kg CO2e a month");
        sheet.SetWidths(1, 44, 12, 10, 12, 14, 14, 14, 16);
        (sheet.FrozenRows, sheet.FrozenColumns) = (PlanTabs.HeadRow, 1);
        (string Name, string Column)[] bases =
        [
            ("rated power x PUE: an upper bound of the chips", "power_tdp_w_per_gpu"),
            ("provisioned: server, network and cooling", "power_provisioned_w_per_gpu"),
            ("modelled: by what the chips do, x PUE", "power_modelled_w_per_gpu"),
        ];
        foreach (var (i, (name, column)) in bases.Index())
        {
            var row = PlanTabs.FirstRow + i;
            Formula At(int place) => sheet.Address(row, place);
            sheet.Text(row, 1, name);
            sheet.Compute(row, 2, tabs.Chosen(column), CellFormat.Whole);
            sheet.Compute(row, 3, Formula.Name("Gpus"), CellFormat.Whole);
            sheet.Compute(row, 4, At(2) * At(3) / PlanTabs.WattsPerKilowatt, CellFormat.Tenths);
            sheet.Compute(row, 5, At(4) * BillingPeriods.HoursPerMonth, CellFormat.Whole);
            sheet.Compute(row, 6, If(At(2).IsAbove(0), tabs.Chosen("output_tput_per_gpu") / At(2) * Mega, 0), CellFormat.Whole);
            sheet.Compute(row, 7, At(2) / tabs.Chosen("output_tput_per_gpu"), CellFormat.TenThousandths);
            sheet.Compute(row, 8, At(5) * Formula.Name("KgPerKwh"), CellFormat.Whole);
        }

        var last = PlanTabs.FirstRow + bases.Length - 1;
        sheet.Tables.Add(sheet.Range(PlanTabs.HeadRow, 1, last, 8));
        sheet.Merges.Add(sheet.Range(last + 2, 1, last + 2, 8));
        sheet.Text(last + 2, 1, "A basis of 0 W is one the machine has no figure for. Energy is part of the bill only where machines are bought: rented prices contain it.", CellRole.Note);
        sheet.Add(10, new SheetChart.Columns(
            "Power of the plan on three bases", "basis", "kW", [new("kW", ChartMark.Points, null, sheet.Range(PlanTabs.FirstRow, 4, last, 4))], sheet.Range(PlanTabs.FirstRow, 1, last, 1), ColumnStacking.Beside));
    }
}
