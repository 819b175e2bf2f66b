using InferenceModel.Units;

namespace InferenceModel.Interconnect;

/// <summary>One algorithm on one group: an affine function of a call, and the sizes it may be used for. The default value is no branch.</summary>
/// <param name="Algorithm">What people call it.</param>
/// <param name="Latency">What stays when nothing is sent.</param>
/// <param name="PerByte">What a byte adds.</param>
/// <param name="PerToken">What a token adds.</param>
/// <param name="PerExpert">What an expert adds.</param>
/// <param name="Copies">Which bytes of a call count.</param>
/// <param name="From">The least size it is used for.</param>
/// <param name="UpTo">The largest size it is used for.</param>
public readonly record struct CollectiveBranch(
    string Algorithm, Seconds Latency, Seconds PerByte, Seconds PerToken, Seconds PerExpert, CopyRule Copies, Bytes From, Bytes UpTo)
{
    /// <summary>The time of a call.</summary>
    /// <param name="call">The call.</param>
    public CollectiveTime Time(in CollectiveCall call) =>
        new(Latency + (PerExpert * call.Experts), (PerByte * call.Under(Copies).Total) + (PerToken * call.Tokens), Algorithm);
}
