using InferenceModel.Calibration;
using InferenceModel.Units;

namespace InferenceModel.Profiling.Measuring;

/// <summary>What ranks that share a model found.</summary>
/// <param name="Ranks">Ranks.</param>
/// <param name="Profile">The profile of one rank while the other ran too.</param>
/// <param name="Machine">The ranks and the memory between them as the catalogue would hold them.</param>
/// <param name="ReduceCall">Time of a sum over ranks of next to nothing.</param>
/// <param name="ReduceBandwidth">Bytes a second it adds up.</param>
/// <param name="Points">Points of the sharded model.</param>
public sealed record ShardedReport(int Ranks, LayerProfile Profile, ProfiledMachine Machine, Seconds ReduceCall, BytesPerSecond ReduceBandwidth, IReadOnlyList<VerifiedPoint> Points)
{
    /// <summary>Errors of the time to first token.</summary>
    public ErrorStatistics FirstToken => ErrorStatistics.Of([.. Points.Select(point => point.FirstTokenError)]);

    /// <summary>Errors of the time per output token.</summary>
    public ErrorStatistics PerToken => ErrorStatistics.Of([.. Points.Select(point => point.PerTokenError)]);
}
