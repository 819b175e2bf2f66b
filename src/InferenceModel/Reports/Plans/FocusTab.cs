using InferenceModel.Planning;
using InferenceModel.Reports.Workbook;
using static InferenceModel.Reports.Workbook.Functions;

namespace InferenceModel.Reports.Plans;

/// <summary>The forecast as charges in columns of FOCUS, the FinOps Open Cost and Usage Specification 1.2.</summary>
internal static class FocusTab
{
    private static readonly string[] Heads =
    [
        "ChargePeriodStart", "ChargePeriodEnd", "ServiceCategory", "ServiceName", "ChargeCategory", "ChargeDescription", "SkuId", "SkuPriceId", "PricingCategory", "PricingCurrency", "ConsumedQuantity", "ConsumedUnit",
        "BilledCost", "EffectiveCost", "CommitmentDiscountCategory", "CommitmentDiscountType",
    ];

    /// <summary>Fills the tab.</summary>
    /// <param name="tabs">The tabs.</param>
    public static void Fill(PlanTabs tabs)
    {
        var sheet = tabs.Focus;
        sheet.Heads(PlanTabs.HeadRow, 1, Heads);
        sheet.SetWidths(1, 17, 16, 24, 20, 15, 22, 14, 16, 15, 15, 17, 13, 15, 15, 20, 20);
        (sheet.FrozenRows, sheet.FrozenColumns) = (PlanTabs.HeadRow, 2);
        var row = PlanTabs.FirstRow;
        for (var month = 0; month < GrowthTab.Months(tabs); month++)
        {
            var cells = GrowthTab.Of(tabs, month);
            Charge(tabs, row++, cells.Start, cells.Committed * BillingPeriods.HoursPerMonth, cells.CommittedBill, isCommitted: true);
            if (!tabs.Source.Fleets.IsEmpty)
            {
                Charge(tabs, row++, cells.Start, cells.OnDemandHours, cells.OnDemandBill, isCommitted: false);
            }
        }

        sheet.Tables.Add(sheet.Range(PlanTabs.HeadRow, 1, row - 1, Heads.Length));
    }

    private static void Charge(PlanTabs tabs, int row, Formula start, Formula hours, Formula bill, bool isCommitted)
    {
        var sheet = tabs.Focus;
        sheet.Compute(row, 1, start, CellFormat.Day);
        sheet.Compute(row, 2, Months(sheet.Address(row, 1), 1), CellFormat.Day);
        sheet.Text(row, 3, "AI and Machine Learning");
        sheet.Text(row, 4, "LLM inference");
        sheet.Text(row, 5, "Usage");
        sheet.Text(row, 6, isCommitted ? "committed GPU hours" : "GPU hours on demand");
        sheet.Compute(row, 7, tabs.Chosen(ResultsTab.Machine), CellFormat.General);
        if (isCommitted)
        {
            sheet.Compute(row, 8, Formula.Name("PriceTier"), CellFormat.General);
        }
        else
        {
            sheet.Text(row, 8, PriceTiers.Word(PriceTier.OnDemand));
        }

        sheet.Text(row, 9, isCommitted ? "Committed" : "Standard");
        sheet.Text(row, 10, "USD");
        sheet.Compute(row, 11, hours, CellFormat.Tenths);
        sheet.Text(row, 12, "GPU-Hours");
        sheet.Compute(row, 13, bill, CellFormat.Cents);
        sheet.Compute(row, 14, sheet.Address(row, 13), CellFormat.Cents);
        if (isCommitted)
        {
            sheet.Text(row, 15, "Usage");
            sheet.Text(row, 16, "Reserved capacity");
        }
    }
}
