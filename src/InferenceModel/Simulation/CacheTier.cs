using InferenceModel.Units;

namespace InferenceModel.Simulation;

/// <summary>Memory behind the accelerator's that keeps evicted prefix blocks: the host's, a disk.</summary>
/// <param name="Name">The name people use.</param>
/// <param name="Tokens">Tokens it holds for one attention rank.</param>
/// <param name="Bandwidth">At which blocks come back.</param>
/// <param name="Latency">Before the first byte comes.</param>
public sealed record CacheTier(string Name, long Tokens, BytesPerSecond Bandwidth, Seconds Latency);
