using InferenceModel.Workloads;

namespace InferenceModel.Simulation;

/// <summary>Chooses replicas. It may know their state only as it was some time ago.</summary>
/// <param name="policy">How.</param>
/// <param name="viewAge">Nanoseconds after which its view is refreshed.</param>
/// <param name="seed">The run's seed.</param>
internal sealed class Router(RoutingPolicy policy, long viewAge, ulong seed)
{
    /// <summary>Requests by which a replica may be ahead of the least loaded before a cached prefix no longer outweighs it.</summary>
    private const int LoadDifferenceAllowed = 32;

    private const int HistoryKept = 1 << 20;

    private readonly RandomSequence random = new(seed, "routing");
    private readonly Dictionary<long, int> history = [];
    private View[] views = [];
    private long seenAt = long.MinValue;
    private int last = -1;

    private struct View
    {
        public int InFlight;
        public long WaitingTokens;
        public long TokensUsed;
    }

    /// <summary>The replica for a request, or none where none serves.</summary>
    /// <param name="replicas">All replicas.</param>
    /// <param name="role">The role wanted; replicas that do everything fit any.</param>
    /// <param name="request">The request.</param>
    /// <param name="now">Nanoseconds.</param>
    public Replica? Choose(List<Replica> replicas, ReplicaRole role, in RequestSpec request, long now)
    {
        if (replicas.Count == 1)
        {
            return Fits(replicas[0], role) ? replicas[0] : null;
        }

        Look(replicas, now);
        return policy switch
        {
            RoutingPolicy.RoundRobin => Next(replicas, role),
            RoutingPolicy.PowerOfTwo => BetterOfTwo(replicas, role),
            RoutingPolicy.PrefixAware => ByHistory(replicas, role, request),
            RoutingPolicy.KvAware => Least(replicas, role, request, static (replica, view, spec) => Work(replica, view, spec)),
            _ => Least(replicas, role, request, static (_, view, _) => view.InFlight),
        };
    }

    private static bool Fits(Replica replica, ReplicaRole role) => replica.Serves && (replica.Role == role || replica.Role == ReplicaRole.Whole);

    private void Look(List<Replica> replicas, long now)
    {
        if (seenAt != long.MinValue && now - seenAt < viewAge && views.Length == replicas.Count)
        {
            return;
        }

        seenAt = now;
        views = views.Length == replicas.Count ? views : new View[replicas.Count];
        for (var i = 0; i < views.Length; i++)
        {
            var replica = replicas[i];
            views[i].InFlight = replica.InFlight;
            if (policy == RoutingPolicy.KvAware)
            {
                (views[i].WaitingTokens, views[i].TokensUsed) = (replica.WaitingTokens, replica.Room.Used * replica.Settings.BlockTokens);
            }
        }
    }

    private Replica? Next(List<Replica> replicas, ReplicaRole role)
    {
        for (var i = 1; i <= replicas.Count; i++)
        {
            var at = (last + i) % replicas.Count;
            if (Fits(replicas[at], role))
            {
                last = at;
                return replicas[at];
            }
        }

        return null;
    }

    private Replica? Least(List<Replica> replicas, ReplicaRole role, in RequestSpec request, Func<Replica, View, RequestSpec, double> cost)
    {
        // Ties go round, so that an idle fleet is used evenly.
        Replica? best = null;
        var least = double.PositiveInfinity;
        for (var i = 1; i <= replicas.Count; i++)
        {
            var at = (last + i) % replicas.Count;
            var replica = replicas[at];
            if (Fits(replica, role) && cost(replica, views[at], request) is var price && price < least)
            {
                (best, least) = (replica, price);
            }
        }

        last = best?.Number ?? last;
        return best;
    }

    private Replica? BetterOfTwo(List<Replica> replicas, ReplicaRole role)
    {
        Replica? one = Drawn(replicas, role), other = Drawn(replicas, role);
        return one is null || other is null ? one : views[other.Number].InFlight < views[one.Number].InFlight ? other : one;
    }

    private Replica? Drawn(List<Replica> replicas, ReplicaRole role)
    {
        var fitting = 0;
        foreach (var replica in replicas)
        {
            fitting += Fits(replica, role) ? 1 : 0;
        }

        var left = fitting == 0 ? -1 : random.NextInteger(0, fitting - 1);
        foreach (var replica in replicas)
        {
            if (Fits(replica, role) && left-- == 0)
            {
                return replica;
            }
        }

        return null;
    }

    private Replica? ByHistory(List<Replica> replicas, ReplicaRole role, in RequestSpec request)
    {
        var least = Least(replicas, role, request, static (_, view, _) => view.InFlight);
        if (least is null || request.PrefixBlocks.IsEmpty)
        {
            return least;
        }

        var chosen = least;
        var ids = request.PrefixBlocks.Span;
        for (var i = ids.Length - 1; i >= 0; i--)
        {
            if (history.TryGetValue(ids[i], out var number) && number < replicas.Count && Fits(replicas[number], role))
            {
                chosen = views[number].InFlight - views[least.Number].InFlight <= LoadDifferenceAllowed ? replicas[number] : least;
                break;
            }
        }

        if (history.Count > HistoryKept)
        {
            history.Clear();
        }

        foreach (var id in ids)
        {
            history[id] = chosen.Number;
        }

        return chosen;
    }

    private static double Work(Replica replica, View view, RequestSpec request)
    {
        var ids = request.PrefixBlocks.Span;
        var cached = 0.0;
        if (replica.Room.Pools[0].Prefixes is { } prefixes && ids.Length > 0)
        {
            cached = prefixes.Match(ids, Math.Min(ids.Length, request.InputTokens / prefixes.Tokens)) * (double)prefixes.Tokens;
        }

        return view.WaitingTokens + request.InputTokens - cached + (view.TokensUsed / (double)replica.Settings.MaximumSequences);
    }
}
