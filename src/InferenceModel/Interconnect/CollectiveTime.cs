using InferenceModel.Units;

namespace InferenceModel.Interconnect;

/// <summary>What a collective costs, and why. The default value costs nothing.</summary>
/// <param name="Latency">The part that stays when no byte is sent.</param>
/// <param name="Transfer">The part that grows with the bytes.</param>
/// <param name="Algorithm">The algorithm that was quickest.</param>
public readonly record struct CollectiveTime(Seconds Latency, Seconds Transfer, string Algorithm)
{
    /// <summary>Both parts: they add up, they do not overlap (fits of measured curves put the exponent at 1.0 to 1.5).</summary>
    public Seconds Total => Latency + Transfer;

    /// <summary>The quicker of two algorithms.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static CollectiveTime Quicker(CollectiveTime left, CollectiveTime right) => left.Total <= right.Total ? left : right;
}
