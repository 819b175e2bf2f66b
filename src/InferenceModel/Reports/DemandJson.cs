using System.Text.Encodings.Web;
using System.Text.Json;
using InferenceModel.Planning;
using InferenceModel.Planning.Demand;

namespace InferenceModel.Reports;

/// <summary>A demand plan as JSON, schema as in the README.</summary>
public static class DemandJson
{
    private const int CurvePoints = 41;
    private static readonly double[] Utilisations = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];

    /// <summary>Writes a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="output">Where to write.</param>
    public static void Write(DemandPlan plan, Stream output)
    {
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteNumber("schema_version", ResultWriter.SchemaVersion);
        json.WriteString("tool_version", Tool.Version);
        ResultWriter.WriteValue(json, "usd_total", plan.Bill?.Total);
        Each(json, "fleets", plan.Fleets, fleet => Fleet(json, fleet));
        Each(json, "refused", plan.Refused, fleet => Alternative(json, fleet));
        json.WriteStartArray("warnings");
        foreach (var warning in plan.Warnings)
        {
            json.WriteStringValue(warning);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Fleet(Utf8JsonWriter json, FleetPlan fleet)
    {
        json.WriteString("fleet", fleet.Terms.Name);
        json.WriteString("hw", fleet.Products[0].Unit.System);
        void Value(string name, object? value) => ResultWriter.WriteValue(json, name, value);
        Value("usd_total", fleet.Bill?.Total);
        Value("usd_api_total", fleet.ApiBill?.Total);
        Value("cheaper_than_api_from", fleet.CheaperThanApiFrom?.Name);
        Value("gpus_peak", fleet.PeakAccelerators);
        Value("price_usd_per_gpu_hour_committed", fleet.Terms.Committed.Price?.Total);
        Value("price_source_committed", fleet.Terms.Committed.PriceSource);
        Value("price_usd_per_gpu_hour_on_demand", fleet.Terms.OnDemand?.Price?.Total);
        Value("price_source_on_demand", fleet.Terms.OnDemand?.PriceSource);
        Value("power_source", fleet.Terms.Committed.PowerSource);
        Each(json, "products", fleet.Products, product => Product(json, fleet, product));
        Each(json, "months", fleet.Months, month => Row(json, column => column.Month(month)));
        Each(json, "hours", fleet.Weeks[^1], hour => Row(json, column => column.Hour(hour)));
        Each(json, "power", PowerBases.Words.SelectMany(basis => fleet.Months.Select(month => (basis.Word, month.Name, Power: fleet.PowerOn(basis.Meaning, month.Index)))), power =>
        {
            Value("basis", power.Word);
            Value("month", power.Name);
            Value("power_kw", power.Power.Peak.TotalKilo);
            Value("energy_kwh", power.Power.Energy.TotalKilowattHours);
        });
        Each(json, "orders", fleet.Orders, order =>
        {
            Value("gpus", order.Accelerators);
            Value("place_in", order.Placed);
            Value("needed_in", order.Needed);
            json.WriteBoolean("due_before_start", order.IsDueBefore);
            Value("capex_usd", order.Capital?.Total);
        });
        if (fleet.ReserveBurst(fleet.Months.Length - 1) is { } choice)
        {
            Reserve(json, choice);
        }

        Each(json, "alternatives", fleet.Alternatives, other => Alternative(json, other));
    }

    private static void Product(Utf8JsonWriter json, FleetPlan fleet, SizedProduct product)
    {
        void Value(string name, object? value) => ResultWriter.WriteValue(json, name, value);
        Value("product", product.Load.Name);
        Value("unit", product.Unit.Name);
        Value("gpus_per_replica", product.Unit.Accelerators);
        Value("request_rate_per_replica", product.Unit.RequestsPerSecond);
        Value("confirmation", product.Unit.Confirmation);
        Value("prompt_share", product.Unit.PromptShare);
        Value("mean_over_peak", product.Load.Profile.Mean);
        if (fleet.BreakEven(product) is not { } even)
        {
            return;
        }

        json.WriteStartObject("api_break_even");
        Value("api", product.Load.Api!.Id);
        Value("usd_per_mtok_api", even.ApiPrice.Total);
        Value("usd_per_mtok_self_hosted", even.SelfHosted.Total);
        Value("mtok_per_month", even.TokensPerMonth / 1_000_000);
        Value("utilisation", even.Utilisation);
        Each(json, "by_utilisation", Utilisations, utilisation =>
        {
            Value("utilisation", utilisation);
            Value("usd_per_mtok_self_hosted", even.At(utilisation).Total);
        });
        json.WriteEndObject();
    }

    private static void Reserve(Utf8JsonWriter json, ReserveBurst choice)
    {
        void Value(string name, object? value) => ResultWriter.WriteValue(json, name, value);
        json.WriteStartObject("reserve_or_burst");
        Value("gpus_committed", choice.Optimum);
        Value("gpus_peak", choice.Peak);
        Value("break_even_share", choice.BreakEvenShare);
        Each(json, "curve", choice.Curve(CurvePoints), point =>
        {
            Value("gpus_committed", point.Committed);
            Value("usd_per_hour_committed", point.CommittedBill.Total);
            Value("usd_per_hour_on_demand", point.BurstBill.Total);
            Value("usd_per_hour_total", point.Bill.Total);
            Value("share_of_time_needed", point.Share);
        });
        json.WriteEndObject();
    }

    private static void Alternative(Utf8JsonWriter json, FleetAlternative other)
    {
        ResultWriter.WriteValue(json, "name", other.Name);
        ResultWriter.WriteValue(json, "usd_total", other.Bill?.Total);
        ResultWriter.WriteValue(json, "gpus_peak", other.PeakAccelerators);
        ResultWriter.WriteValue(json, "reason", other.Reason);
    }

    private static void Row(Utf8JsonWriter json, Func<PeriodColumn, object?> value)
    {
        foreach (var column in PeriodColumns.All.Where(column => column.Name != "scope"))
        {
            ResultWriter.WriteValue(json, column.Name, value(column));
        }
    }

    private static void Each<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
