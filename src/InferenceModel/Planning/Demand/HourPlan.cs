using InferenceModel.Units;

namespace InferenceModel.Planning.Demand;

/// <summary>A fleet in one hour of the week.</summary>
/// <param name="Hour">The hour, 0 to 167, from Monday 0 o'clock.</param>
/// <param name="RequestsPerSecond">Requests per second, all products.</param>
/// <param name="Units">Replicas, or sets of workers, that serve.</param>
/// <param name="Serving">Accelerators that serve.</param>
/// <param name="Spare">Accelerators that stand by.</param>
/// <param name="Committed">Accelerators committed to.</param>
/// <param name="Burst">Accelerators rented for the hour.</param>
/// <param name="CommittedBill">What those committed to cost; null without a price.</param>
/// <param name="BurstBill">What those rented cost; null without a price.</param>
/// <param name="Power">Power on the basis chosen, of all that are paid for.</param>
/// <param name="Utilisation">Share of the accelerators paid for that the load keeps busy.</param>
public sealed record HourPlan(
    int Hour,
    double RequestsPerSecond,
    int Units,
    int Serving,
    int Spare,
    int Committed,
    int Burst,
    UsdPerHour? CommittedBill,
    UsdPerHour? BurstBill,
    Watts Power,
    double Utilisation)
{
    /// <summary>Accelerators needed: those that serve and those that stand by.</summary>
    public int Needed => Serving + Spare;

    /// <summary>The whole bill of the hour; null without a price.</summary>
    public UsdPerHour? Bill => CommittedBill + BurstBill;
}
