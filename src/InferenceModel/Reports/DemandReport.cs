using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using InferenceModel.Planning;
using InferenceModel.Planning.Demand;
using InferenceModel.Units;

namespace InferenceModel.Reports;

/// <summary>A demand plan in words, tables, plots, Markdown and CSV; JSON is written by <see cref="DemandJson"/>.</summary>
/// <param name="Plan">The plan.</param>
public sealed record DemandReport(DemandPlan Plan)
{
    private const double Thousand = 1000;

    /// <summary>Heads of <see cref="MonthRows"/>.</summary>
    public static ImmutableArray<string> MonthHeads { get; } = ["month", "users", "req/s", "GPUs", "commit", "rent", "order", "k$", "$/Mtok", "busy", "kW"];

    /// <summary>Heads of <see cref="HourRows"/>.</summary>
    public static ImmutableArray<string> HourHeads { get; } = ["hour", "req/s", "replicas", "GPUs", "commit", "rent", "$/h", "busy", "kW"];

    /// <summary>The answer of a fleet in a sentence or two.</summary>
    /// <param name="fleet">The fleet.</param>
    public static string Answer(FleetPlan fleet)
    {
        var (first, last) = (fleet.Months[0], fleet.Months[^1]);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{fleet.Terms.Name}: {Counted(first.Needed, "GPU")} in month {first.Name}{(fleet.Months.Length == 1 ? string.Empty : Text($", {last.Needed} in month {last.Name}"))}");
        text.Append(fleet.Bill is { } bill ? string.Create(CultureInfo.InvariantCulture, $"; {Money(bill.Total)} over {Counted(fleet.Months.Length, "month")}") : "; no price known");
        foreach (var product in fleet.Products)
        {
            var units = product.Units(last.Index, Busiest(fleet, last.Index));
            text.Append(CultureInfo.InvariantCulture, $"\n  {product.Load.Name}: {Counted(units, "replica")} x {Counted(product.Unit.Accelerators, "GPU")} in the busiest hour of month {last.Name}, {product.Unit.Name}, {ResultSummary.Number(product.Unit.RequestsPerSecond)} requests/s each");
        }

        return text.ToString();
    }

    /// <summary>The choice between committing and renting by the hour in the last month.</summary>
    /// <param name="fleet">The fleet.</param>
    public static string ReserveOrBurst(FleetPlan fleet)
    {
        if (fleet.ReserveBurst(fleet.Months.Length - 1) is not { } choice)
        {
            return "one price only: all GPUs are committed to";
        }

        var (best, peak) = (choice.Optimum, choice.Peak);
        var (least, all, none) = (choice.Bill(best), choice.Bill(peak), choice.Bill(0));
        return string.Create(CultureInfo.InvariantCulture,
            $"in month {fleet.Months[^1].Name}: commit to {best} of {peak} GPUs and rent up to {peak - best} by the hour: {least.Total:F2} $/h, {Saved(least, all)} below committing to all, {Saved(least, none)} below renting all; a GPU needed for more than {choice.BreakEvenShare:P1} of the time is worth committing to ({choice.Committed} against {choice.OnDemand})");
    }

    /// <summary>What a provider's tokens would cost, product by product.</summary>
    /// <param name="fleet">The fleet.</param>
    public static IEnumerable<string> BreakEvens(FleetPlan fleet) => fleet.Products.Select(product => fleet.BreakEven(product) is not { } even ? null : string.Create(
        CultureInfo.InvariantCulture,
        $"{product.Load.Name} against {product.Load.Api!.Id}: {even.ApiPrice.Total:G4} $/Mtok asked, {even.SelfHosted.Total:G4} busy all the time; one replica is cheaper from {even.TokensPerMonth / (Thousand * Thousand):F0} Mtok a month, a utilisation of {even.Utilisation:P1}{(even.Utilisation > 1 ? ", which it cannot reach" : string.Empty)}")).OfType<string>();

    /// <summary>The months as people read them.</summary>
    /// <param name="fleet">The fleet.</param>
    public static IEnumerable<IReadOnlyList<string>> MonthRows(FleetPlan fleet)
    {
        var orders = fleet.Orders.ToLookup(order => order.PlacedIn);
        return fleet.Months.Select(month => (IReadOnlyList<string>)
        [
            month.Name,
            month.Users is { } users ? ResultSummary.Number(users) : "-",
            ResultSummary.Number(month.PeakRequestsPerSecond),
            Whole(month.Needed),
            Whole(month.Committed),
            Whole(month.PeakBurst),
            Whole(orders[month.Index].Sum(order => order.Accelerators)),
            month.Bill is { } bill ? ResultSummary.Number(bill.Total / Thousand) : "-",
            month.PerToken is { } price ? ResultSummary.Number(price.Total) : "-",
            month.Utilisation.ToString("P0", CultureInfo.InvariantCulture),
            ResultSummary.Number(month.PeakPower.TotalKilo),
        ]);
    }

    /// <summary>The hours of the day with the busiest hour of a month.</summary>
    /// <param name="fleet">The fleet.</param>
    /// <param name="month">The month, from 0.</param>
    public static ImmutableArray<HourPlan> BusiestDay(FleetPlan fleet, int month)
    {
        var start = Busiest(fleet, month) / BillingPeriods.HoursPerDay * BillingPeriods.HoursPerDay;
        return fleet.Weeks[month].Slice(start, BillingPeriods.HoursPerDay);
    }

    /// <summary>Hours as people read them.</summary>
    /// <param name="hours">The hours.</param>
    public static IEnumerable<IReadOnlyList<string>> HourRows(ImmutableArray<HourPlan> hours) => hours.Select(hour => (IReadOnlyList<string>)
    [
        PeriodColumns.HourName(hour.Hour),
        ResultSummary.Number(hour.RequestsPerSecond),
        Whole(hour.Units),
        Whole(hour.Needed),
        Whole(hour.Committed),
        Whole(hour.Burst),
        hour.Bill is { } bill ? ResultSummary.Number(bill.Total) : "-",
        hour.Utilisation.ToString("P0", CultureInfo.InvariantCulture),
        ResultSummary.Number(hour.Power.TotalKilo),
    ]);

    /// <summary>GPUs over the months and over the week of the last month: <c>#</c> committed, <c>+</c> on demand.</summary>
    /// <param name="fleet">The fleet.</param>
    public static string Plots(FleetPlan fleet)
    {
        var months = fleet.Months.Length == 1 ? string.Empty : TextBars.Draw(
            "GPUs by month, busiest hour: # committed, + on demand",
            [.. fleet.Months.Select(month => (double)month.Committed)],
            [.. fleet.Months.Select(month => (double)month.PeakBurst)],
            fleet.Months[0].Name,
            fleet.Months[^1].Name);
        var day = BusiestDay(fleet, fleet.Months.Length - 1);
        return months + TextBars.Draw(
            $"GPUs by the hour of the busiest day, month {fleet.Months[^1].Name}: # committed and needed, + on demand",
            [.. day.Select(hour => (double)Math.Min(hour.Needed, hour.Committed))],
            [.. day.Select(hour => (double)hour.Burst)],
            PeriodColumns.HourName(day[0].Hour),
            PeriodColumns.HourName(day[^1].Hour));
    }

    /// <summary>Comma-separated values: a row for each month and each hour of a week of the last month, fleet by fleet.</summary>
    /// <param name="output">Where to write.</param>
    public void WriteCsv(TextWriter output)
    {
        using var csv = new CsvWriter(output, new CsvConfiguration(CultureInfo.InvariantCulture) { NewLine = "\n" }, leaveOpen: true);
        csv.WriteField("fleet");
        foreach (var column in PeriodColumns.All)
        {
            csv.WriteField(column.Name);
        }

        csv.NextRecord();
        foreach (var fleet in Plan.Fleets)
        {
            var months = fleet.Months.Select(month => PeriodColumns.All.Select(column => column.Month(month)));
            var hours = fleet.Weeks[^1].Select(hour => PeriodColumns.All.Select(column => column.Hour(hour)));
            foreach (var row in months.Concat(hours))
            {
                csv.WriteField(fleet.Terms.Name);
                foreach (var value in row)
                {
                    csv.WriteField(ResultColumns.Text(value));
                }

                csv.NextRecord();
            }
        }
    }

    /// <summary>Markdown: the answer, the months, the busiest day, what was considered.</summary>
    /// <param name="output">Where to write.</param>
    public void WriteMarkdown(TextWriter output)
    {
        var text = new StringBuilder();
        foreach (var fleet in Plan.Fleets)
        {
            text.Append(CultureInfo.InvariantCulture, $"## {fleet.Terms.Name}\n\n{Answer(fleet)}\n\n{ReserveOrBurst(fleet)}\n\n");
            text.AppendJoin("\n\n", BreakEvens(fleet).Append(string.Empty));
            Table(text, MonthHeads, MonthRows(fleet));
            Table(text, HourHeads, HourRows(BusiestDay(fleet, fleet.Months.Length - 1)));
            text.AppendJoin('\n', Notes(fleet).Select(note => "- " + note)).Append("\n\n");
        }

        text.AppendJoin('\n', Closing.Select(note => "- " + note));
        output.Write(text.ToString().TrimEnd() + "\n");
    }

    /// <summary>Prices, power, orders that were due before the plan begins, and what else was considered.</summary>
    /// <param name="fleet">The fleet.</param>
    public static IEnumerable<string> Notes(FleetPlan fleet)
    {
        var (committed, rented) = (fleet.Terms.Committed, fleet.Terms.OnDemand);
        yield return $"committed {committed.Price?.ToString() ?? "no price"}: {committed.PriceSource}";
        yield return rented is null ? "on demand: no price known" : $"on demand {rented.Price}: {rented.PriceSource}";
        yield return $"power {committed.PowerSource}";
        yield return string.Join(", ", PowerBases.Words.Select(basis => (basis.Word, Power: fleet.PowerOn(basis.Meaning, fleet.Months.Length - 1)))
            .Select(one => Text($"{one.Word} {one.Power.Peak.TotalKilo:G4} kW at the peak and {one.Power.Energy.TotalKilowattHours:G5} kWh in month {fleet.Months[^1].Name}")));
        foreach (var product in fleet.Products)
        {
            yield return $"{product.Load.Name}: {product.Unit.Confirmation}";
        }

        if (fleet.Orders.Where(order => order.IsDueBefore).ToList() is { Count: > 0 } due)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{Counted(due.Sum(order => order.Accelerators), "GPU")} had to be ordered before the plan begins, from {due[0].Placed} on");
        }

        if (fleet.CheaperThanApiFrom is { } month)
        {
            yield return $"cheaper than the provider from month {month.Name}";
        }

        foreach (var other in fleet.Alternatives)
        {
            yield return $"not {other.Name}: {other.Reason}";
        }
    }

    /// <summary>Fleets that cannot be served, and warnings.</summary>
    public IEnumerable<string> Closing => Plan.Refused.Select(fleet => $"{fleet.Name}: {fleet.Reason}").Concat(Plan.Warnings);

    private static int Busiest(FleetPlan fleet, int month) => fleet.Weeks[month].MaxBy(hour => hour.Needed)!.Hour;

    private static string Saved(UsdPerHour bill, UsdPerHour other) => (other > UsdPerHour.Zero ? 1 - (bill / other) : 0).ToString("P1", CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Counted(int number, string what) => string.Create(CultureInfo.InvariantCulture, $"{number} {what}{(number == 1 ? string.Empty : "s")}");

    private static string Whole(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Money(double usd) => usd >= Thousand * Thousand ? $"{ResultSummary.Number(usd / (Thousand * Thousand))} million $" : $"{ResultSummary.Number(usd)} $";

    private static void Table(StringBuilder text, ImmutableArray<string> heads, IEnumerable<IReadOnlyList<string>> rows)
    {
        text.Append("| ").AppendJoin(" | ", heads).Append(" |\n|").AppendJoin("|", heads.Select(_ => " ---: ")).Append("|\n");
        foreach (var row in rows)
        {
            text.Append("| ").AppendJoin(" | ", row).Append(" |\n");
        }

        text.Append('\n');
    }
}
