using InferenceModel.Units;

namespace InferenceModel.Workloads;

/// <summary>Where requests come from. A source is used by one run and then spent.</summary>
public interface IRequestSource
{
    /// <summary>Requests it will send in all; null where it does not know.</summary>
    long? Count { get; }

    /// <summary>Tokens of one block of <see cref="RequestSpec.PrefixBlocks"/>.</summary>
    int PrefixBlockTokens { get; }

    /// <summary>The next request that depends on no other, in the order of sending.</summary>
    /// <param name="request">The request.</param>
    bool TryNext(out RequestSpec request);

    /// <summary>The request that is sent because another has ended: the next of a closed loop, the next turn of a conversation.</summary>
    /// <param name="ended">The one that ended.</param>
    /// <param name="now">When.</param>
    /// <param name="request">The request; not sent before now.</param>
    bool TryFollow(in RequestSpec ended, SimTime now, out RequestSpec request);
}
