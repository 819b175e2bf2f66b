using InferenceModel.Units;

namespace InferenceModel.Planning;

/// <summary>The bill with a number of committed accelerators. The default value is nothing at all.</summary>
/// <param name="Committed">Committed accelerators.</param>
/// <param name="CommittedBill">What they cost an hour.</param>
/// <param name="BurstBill">What those rented by the hour cost, on average.</param>
/// <param name="Share">Share of the time at least so many are needed.</param>
public readonly record struct ReserveBurstPoint(int Committed, UsdPerHour CommittedBill, UsdPerHour BurstBill, double Share)
{
    /// <summary>The whole bill of an hour.</summary>
    public UsdPerHour Bill => CommittedBill + BurstBill;
}
