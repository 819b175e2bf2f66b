using InferenceModel.Estimation;
using InferenceModel.Reports.Workbook;

namespace InferenceModel.Reports.Plans;

/// <summary>What made the workbook, from what, and what to know of it.</summary>
internal static class ProvenanceTab
{
    /// <summary>Fills the tab.</summary>
    /// <param name="tabs">The tabs.</param>
    public static void Fill(PlanTabs tabs)
    {
        var (sheet, source) = (tabs.Provenance, tabs.Source);
        sheet.SetWidths(1, 30, 110);
        sheet.FrozenRows = PlanTabs.HeadRow;
        sheet.Heads(PlanTabs.HeadRow, 1, "what", "which");
        var row = PlanTabs.FirstRow;
        void Add(string what, string which)
        {
            sheet.Text(row, 1, what, CellRole.Wrapped);
            sheet.Text(row++, 2, which, CellRole.Wrapped);
        }

        Add("tool", $"infermodel {Tool.Version}");
        Add("command", source.Command);
        foreach (var (name, hash) in source.Inputs)
        {
            Add($"SHA-256 of {name}", hash);
        }

        Add("day prices are asked on", source.AsOf.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        Add("price book", source.Prices.Id);
        var served = source.Results.Where(result => result.Prepared is not null).Select(result => result.Prepared!.Deployment).ToList();
        Add("models", string.Join(", ", source.Results.Select(result => result.Row.Scenario?.Model).OfType<string>().Distinct()));
        Add("machines", string.Join(", ", served.Select(deployment => deployment.System.Id).Distinct()));
        Add("engines", string.Join(", ", served.Select(deployment => deployment.Engine.Id).Distinct()));
        Add("kernel times", "models/kernels: learned from the tables of ai-dynamo/aiconfigurator 095f58a (Apache-2.0); errors on shapes left out: models/calibrations/ACCURACY.md");
        Add("collectives", "models/collectives: fitted by implementation, launch mode and link generation on the same tables");
        Add("prices and power", string.Join("; ", source.Results.SelectMany(result => new[] { result.Economics?.PriceSource, result.Economics?.PowerSource }).OfType<string>().Distinct()));
        foreach (var group in source.Results.Where(result => result.Status != EstimateStatus.Ok).GroupBy(result => result.Status))
        {
            Add($"rows that are {ResultColumns.Words(group.Key.ToString()).Replace('_', ' ')}", string.Join("; ", group.Take(10).Select(result => $"{result.Row.Scenario?.Id ?? "?"}: {result.Reason}")) + (group.Count() > 10 ? $"; and {group.Count() - 10} more" : string.Empty));
        }

        foreach (var warning in source.Warnings)
        {
            Add("warning", warning);
        }

        Add("values beside formulas", "computed by infermodel from the same formulas; a spreadsheet that recalculates comes to the same");
        Add("dates in this file", "none of its making, so that the same command gives the same bytes");
        sheet.Tables.Add(sheet.Range(PlanTabs.HeadRow, 1, row - 1, 2));
    }
}
