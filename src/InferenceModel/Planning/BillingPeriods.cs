namespace InferenceModel.Planning;

/// <summary>The periods bills are made out for: a year of 365 days, a twelfth of it as a month, a week repeated evenly through it.</summary>
public static class BillingPeriods
{
    /// <summary>Hours of a year.</summary>
    public const double HoursPerYear = 8760;

    /// <summary>Hours of a month.</summary>
    public const double HoursPerMonth = 730;

    /// <summary>Hours of a week.</summary>
    public const int HoursPerWeek = 168;

    /// <summary>Hours of a day.</summary>
    public const int HoursPerDay = 24;

    /// <summary>Seconds of an hour.</summary>
    public const double SecondsPerHour = 3600;

    /// <summary>How often each hour of the week comes in a month.</summary>
    public const double WeeksPerMonth = HoursPerMonth / HoursPerWeek;
}
