using System.Collections.Immutable;
using System.Globalization;
using InferenceModel.Catalog;
using InferenceModel.Models;
using InferenceModel.Planning;
using InferenceModel.Planning.Demand;
using InferenceModel.Workloads;

namespace InferenceModel.Scenarios;

/// <summary>Makes a product of the cells of a row of a demand file.</summary>
internal static class DemandProductReader
{
    private const double MostShare = 1e12;
    private static readonly char[] Separators = ['|', ';', ' '];

    /// <summary>The items of a cell that holds several, with bars, semicolons or blanks between.</summary>
    /// <param name="text">The cell.</param>
    public static ImmutableArray<string> List(string text) => [.. text.Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    /// <summary>Reads a row; faults go to the cells' list.</summary>
    /// <param name="cells">The row.</param>
    /// <param name="names">What names refer to.</param>
    /// <param name="name">The product.</param>
    /// <returns>The product; null where its load or its model cannot be told.</returns>
    public static DemandProduct? Read(CellReader cells, NameChecker names, string name)
    {
        var model = RowReader.Checked(cells, "model", cells.Text("model"), names.Model);
        var engines = List(cells.Find("engine") ?? RowReader.DefaultEngine);
        foreach (var engine in engines)
        {
            RowReader.Checked(cells, "engine", engine, names.Engine);
        }

        var filled = DemandColumns.Loads.Where(column => cells.Find(column) is not null).ToList();
        if (filled.Count != 1)
        {
            cells.Report(DemandColumns.Loads[0], $"exactly one of {string.Join(", ", DemandColumns.Loads)}; {filled.Count} are filled");
        }

        double? users = filled.Contains("users") ? cells.Number("users", 1, 1e11) : null;
        var rate = users is { } count
            ? Load.OfUsers(count, cells.Number("active_fraction", 1e-6, 1, 0.2), cells.Number("requests_per_active_user_per_min", 1e-6, 1e6, 1), cells.Number("peak_multiplier", 1, 1000, 2)).RequestsPerSecond
            : filled.Contains("request_rate") ? cells.Number("request_rate", 1e-9, 1e9) : 1;
        var request = RowReader.ReadRequest(cells);
        var load = new ProductLoad(
            name, users, rate, cells.Number("growth_per_month", -0.9, 10, 0), Profile(cells), cells.Number("headroom", 0, 10, 0.2), request, CostTermsReader.ReadApi(cells, names));
        return new DemandProduct(
            cells.Line,
            load,
            model,
            cells.Choice<WeightFormat?>("precision", null, [.. WeightFormat.All.Select(format => (format.Id, (WeightFormat?)format))]),
            engines,
            cells.Choice<ImmutableArray<ServingMode>>(
                "serving",
                [ServingMode.Aggregated],
                ("aggregated", [ServingMode.Aggregated]),
                ("disaggregated", [ServingMode.Disaggregated]),
                ("both", [ServingMode.Aggregated, ServingMode.Disaggregated])),
            cells.Integer("gpus_per_replica_max", 1, 1024, 16),
            RowReader.ReadServiceLevel(cells));
    }

    private static WeekProfile Profile(CellReader cells)
    {
        var swing = new[] { "trough_share", "peak_hour" };
        if (cells.Find("weekday_profile") is null)
        {
            if (cells.Find("weekend_profile") is not null)
            {
                cells.Report("weekend_profile", "an empty cell, or weekday_profile beside it");
            }

            return WeekProfile.Swing(cells.Number("trough_share", 0, 1, 1), cells.Integer("peak_hour", 0, 23, 14), cells.Number("weekend_factor", 0, 100, 1));
        }

        foreach (var column in swing.Where(column => cells.Find(column) is not null))
        {
            cells.Report(column, "an empty cell, since weekday_profile says it");
        }

        if (Day(cells, "weekday_profile") is not { } weekday)
        {
            return WeekProfile.Flat;
        }

        if (cells.Find("weekend_profile") is null)
        {
            var factor = cells.Number("weekend_factor", 0, 100, 1);
            return WeekProfile.OfDays(weekday, [.. weekday.Select(share => share * factor)]);
        }

        if (cells.Find("weekend_factor") is not null)
        {
            cells.Report("weekend_factor", "an empty cell, since weekend_profile says it");
        }

        return Day(cells, "weekend_profile") is { } weekend ? WeekProfile.OfDays(weekday, weekend) : WeekProfile.Flat;
    }

    /// <summary>The 24 values of a day; null where they are faulty.</summary>
    private static ImmutableArray<double>? Day(CellReader cells, string column)
    {
        var values = List(cells.Text(column)).Select(text =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= MostShare ? value : double.NaN).ToImmutableArray();
        if (values.Length == BillingPeriods.HoursPerDay && values.All(double.IsFinite) && values.Max() > 0)
        {
            return values;
        }

        cells.Report(column, string.Create(CultureInfo.InvariantCulture, $"{BillingPeriods.HoursPerDay} numbers from 0 on, with | between, one of them above 0; it has {values.Count(double.IsFinite)} of {values.Length}"));
        return null;
    }
}
