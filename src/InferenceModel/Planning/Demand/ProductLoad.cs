using InferenceModel.Workloads;

namespace InferenceModel.Planning.Demand;

/// <summary>What the users of one product ask for, now and later.</summary>
/// <param name="Name">The product.</param>
/// <param name="Users">Users in the first month; null where a rate was stated.</param>
/// <param name="PeakRequestsPerSecond">Requests per second in the busiest hour of a week of the first month.</param>
/// <param name="GrowthPerMonth">Growth from month to month, 0.1 for 10 %.</param>
/// <param name="Profile">The hours of a week.</param>
/// <param name="Headroom">Share added to the load when accelerators are counted.</param>
/// <param name="Request">Lengths of every request.</param>
/// <param name="Api">What a provider asks for the same tokens; null where none is compared.</param>
public sealed record ProductLoad(
    string Name, double? Users, double PeakRequestsPerSecond, double GrowthPerMonth, WeekProfile Profile, double Headroom, RequestShape Request, ApiPrice? Api)
{
    /// <summary>How much larger the product is in a month than in the first one.</summary>
    /// <param name="month">The month, from 0.</param>
    public double Growth(int month) => Math.Pow(1 + GrowthPerMonth, month);

    /// <summary>Requests per second of an hour of the week.</summary>
    /// <param name="month">The month, from 0.</param>
    /// <param name="hour">The hour, from Monday 0 o'clock.</param>
    public double RequestsPerSecond(int month, int hour) => PeakRequestsPerSecond * Growth(month) * Profile.Shares[hour];

    /// <summary>Requests of a month.</summary>
    /// <param name="month">The month, from 0.</param>
    public double Requests(int month) => PeakRequestsPerSecond * Growth(month) * Profile.Mean * BillingPeriods.HoursPerMonth * BillingPeriods.SecondsPerHour;
}
