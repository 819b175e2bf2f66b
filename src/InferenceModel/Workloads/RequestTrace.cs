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

    /// <summary>
    /// Standard deviation of the contexts of requests that decode side by side, over their mean: each counts for as long as it decodes, and its
    /// context grows from its prompt by its answer.
    /// </summary>
    public double ContextSpread
    {
        get
        {
            var (weight, mean, square) = (0.0, 0.0, 0.0);
            foreach (var request in Requests)
            {
                var (prompt, answer) = ((double)request.InputTokens, (double)request.OutputTokens);
                weight += answer;
                mean += answer * (prompt + (answer / 2));
                square += answer * ((prompt * prompt) + (prompt * answer) + (answer * answer / 3));
            }

            return mean <= 0 ? 0 : Math.Sqrt(Math.Max(0, (square * weight / (mean * mean)) - 1));
        }
    }

    private static int Scale(int tokens, double length) => tokens == 0 ? 0 : Math.Max(1, (int)Math.Round(tokens * length));
}
