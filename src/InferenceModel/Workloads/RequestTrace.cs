using System.Collections.Immutable;

namespace InferenceModel.Workloads;

/// <summary>Recorded requests in the order of sending.</summary>
/// <param name="Name">Where they come from.</param>
/// <param name="Requests">The requests, the first at the start.</param>
/// <param name="PrefixBlockTokens">Tokens of a prefix block.</param>
public sealed record RequestTrace(string Name, ImmutableArray<RequestSpec> Requests, int PrefixBlockTokens)
{
    /// <summary>The same requests at another pace and length.</summary>
    /// <param name="rate">New rate over old.</param>
    /// <param name="length">New tokens over old, prompts and answers; prefix blocks are dropped unless it is 1.</param>
    public RequestTrace Scaled(double rate, double length) => this with
    {
        Requests = [.. Requests.Select(request => new RequestSpec(
            new Units.SimTime((long)(request.SentAt.Nanoseconds / rate)), Scale(request.InputTokens, length), Scale(request.OutputTokens, length))
        {
            Priority = request.Priority,
            Tenant = request.Tenant,
            Adapter = request.Adapter,
            Session = request.Session,
            PrefixBlocks = length == 1 ? request.PrefixBlocks : default,
        })],
    };

    private static int Scale(int tokens, double length) => tokens == 0 ? 0 : Math.Max(1, (int)Math.Round(tokens * length));
}
