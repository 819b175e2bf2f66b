using InferenceModel.Units;

namespace InferenceModel.Simulation;

/// <summary>
/// The wires between prefill and decode machines: each replica has a port, a transfer needs both ports and waits its turn.
/// Layers sent while the prompt was computed leave only the rest to wait for.
/// </summary>
/// <param name="rules">Bandwidth and latency.</param>
internal sealed class KvTransfer(TransferRules rules)
{
    private readonly Dictionary<int, long> freeAt = [];

    /// <summary>When a cache sent now has arrived, nanoseconds.</summary>
    /// <param name="size">The cache.</param>
    /// <param name="from">Port it leaves.</param>
    /// <param name="to">Port it enters.</param>
    /// <param name="now">Nanoseconds.</param>
    /// <param name="computing">Nanoseconds during which its prompt was computed.</param>
    public long ArrivalOf(Bytes size, int from, int to, long now, long computing)
    {
        if (!(rules.Bandwidth > BytesPerSecond.Zero) || !(size > Bytes.Zero))
        {
            return now + SimTime.At(rules.Latency).Nanoseconds;
        }

        var whole = SimTime.At(size / rules.Bandwidth).Nanoseconds;
        var layers = Math.Max(1, rules.StreamedLayers);
        var sentBefore = computing / layers * (layers - 1);
        var rest = Math.Max(whole / layers, whole - sentBefore);
        var start = Math.Max(now, Math.Max(freeAt.GetValueOrDefault(from), freeAt.GetValueOrDefault(to)));
        (freeAt[from], freeAt[to]) = (start + rest, start + rest);
        return start + rest + SimTime.At(rules.Latency).Nanoseconds;
    }
}
