using InferenceModel.Units;

namespace InferenceModel.Workloads;

/// <summary>Gives all requests of another source the same beginning of their prompts.</summary>
/// <param name="source">The other.</param>
/// <param name="tokens">Tokens of the beginning.</param>
public sealed class SharedPrefixSource(IRequestSource source, int tokens) : IRequestSource
{
    private const int BlockTokens = 64;

    private readonly long[] blocks = [.. Enumerable.Range(1, tokens / BlockTokens).Select(i => (long)i)];

    /// <inheritdoc />
    public long? Count => source.Count;

    /// <inheritdoc />
    public int PrefixBlockTokens => BlockTokens;

    /// <inheritdoc />
    public bool TryNext(out RequestSpec request)
    {
        var has = source.TryNext(out request);
        request = WithPrefix(request);
        return has;
    }

    /// <inheritdoc />
    public bool TryFollow(in RequestSpec ended, SimTime now, out RequestSpec request)
    {
        var has = source.TryFollow(ended, now, out request);
        request = WithPrefix(request);
        return has;
    }

    private RequestSpec WithPrefix(in RequestSpec request) => request with { PrefixBlocks = blocks.AsMemory(0, Math.Min(blocks.Length, request.InputTokens / BlockTokens)) };
}
