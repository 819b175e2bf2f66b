using InferenceModel.Reports.Workbook;

namespace InferenceModel.Reports.Plans;

/// <summary>The workbook of a plan: fifteen tabs whose money and machines are formulas of the inputs.</summary>
public static class PlanBook
{
    /// <summary>Fills the book.</summary>
    /// <param name="source">What it is made of; one result at least.</param>
    public static Book Make(ReportSource source)
    {
        var tabs = new PlanTabs(source);
        ScenariosTab.Fill(tabs);
        ResultsTab.Fill(tabs);
        AssumptionsTab.Fill(tabs);
        InputsTab.Fill(tabs);
        DemandTab.Fill(tabs);
        GrowthTab.Fill(tabs);
        ReserveTab.Fill(tabs);
        ShardingTab.Fill(tabs);
        ParetoTab.Fill(tabs);
        BreakdownTab.Fill(tabs);
        SensitivityTab.Fill(tabs);
        PowerTab.Fill(tabs);
        FocusTab.Fill(tabs);
        SummaryTab.Fill(tabs);
        ProvenanceTab.Fill(tabs);
        return tabs.Book;
    }
}
