using System.Collections.Immutable;

namespace InferenceModel.Workloads;

/// <summary>
/// Deals the requests of another source to tenants, and to adapters. A request that follows another is of the same tenant and asks for the same
/// adapter: clients belong to somebody.
/// </summary>
/// <param name="source">The other.</param>
/// <param name="tenants">Share of the requests, in any measure, and priority of each tenant; none leaves them as they are.</param>
/// <param name="adapters">Adapters, each asked for as often as the others; 0 is none.</param>
/// <param name="seed">The run's seed.</param>
public sealed class TenantSource(IRequestSource source, ImmutableArray<(double Share, int Priority)> tenants, int adapters, ulong seed) : IRequestSource
{
    private readonly RandomSequence random = new(seed, "tenants");
    private readonly double all = tenants.Sum(tenant => tenant.Share);

    /// <inheritdoc />
    public long? Count => source.Count;

    /// <inheritdoc />
    public int PrefixBlockTokens => source.PrefixBlockTokens;

    /// <inheritdoc />
    public bool TryNext(out RequestSpec request)
    {
        if (!source.TryNext(out request))
        {
            return false;
        }

        if (!tenants.IsEmpty)
        {
            var tenant = Draw();
            request = request with { Tenant = tenant, Priority = tenants[tenant].Priority };
        }

        request = adapters > 0 ? request with { Adapter = random.NextInteger(1, adapters) } : request;
        return true;
    }

    /// <inheritdoc />
    public bool TryFollow(in RequestSpec ended, Units.SimTime now, out RequestSpec request)
    {
        var follows = source.TryFollow(ended, now, out request);
        request = follows ? request with { Tenant = ended.Tenant, Priority = ended.Priority, Adapter = ended.Adapter } : request;
        return follows;
    }

    private int Draw()
    {
        var (left, tenant) = (random.NextDouble() * all, 0);
        while (tenant < tenants.Length - 1 && left >= tenants[tenant].Share)
        {
            left -= tenants[tenant].Share;
            tenant++;
        }

        return tenant;
    }
}
