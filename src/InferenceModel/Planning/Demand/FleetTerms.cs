namespace InferenceModel.Planning.Demand;

/// <summary>How a fleet is planned and paid for.</summary>
public sealed record FleetTerms
{
    /// <summary>The fleet.</summary>
    public required string Name { get; init; }

    /// <summary>Months planned.</summary>
    public int Months { get; init; } = 36;

    /// <summary>The first month; null where months are only counted.</summary>
    public DateOnly? Start { get; init; }

    /// <summary>Months from an order to machines that serve.</summary>
    public int LeadMonths { get; init; }

    /// <summary>Units that stand by, each as large as the largest of the fleet.</summary>
    public int Spare { get; init; }

    /// <summary>Committed accelerators that are there already.</summary>
    public int OnHand { get; init; }

    /// <summary>Price and power of a committed accelerator.</summary>
    public required Economics Committed { get; init; }

    /// <summary>Price of an accelerator rented by the hour; null where there is none, so that all are committed to.</summary>
    public Economics? OnDemand { get; init; }

    /// <summary>The name of a month.</summary>
    /// <param name="month">The month, from 0; negative ones are before the plan.</param>
    public string MonthName(int month) => Start is { } start
        ? start.AddMonths(month).ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture)
        : month.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
