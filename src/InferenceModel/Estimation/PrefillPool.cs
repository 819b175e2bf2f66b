using InferenceModel.Operators;
using InferenceModel.Units;
using InferenceModel.Workloads;

namespace InferenceModel.Estimation;

/// <summary>
/// Machines that only compute prompts, as a queue with random arrivals, constant service and several servers: half the wait of
/// the exponential queue (M/D/c about M/M/c / 2, exact for one server), the chance of waiting from Erlang's C formula. Short prompts may share a step; the
/// batch with the least time to the end of the prompt is taken.
/// </summary>
public sealed class PrefillPool
{
    private readonly (int Prompts, Seconds Service, Seconds Latency)[] batches;
    private readonly int servers;

    /// <summary>Times the steps of a pool.</summary>
    /// <param name="worker">One worker; its weights fit.</param>
    /// <param name="workers">How many there are.</param>
    /// <param name="request">Lengths of every request.</param>
    public PrefillPool(PreparedDeployment worker, int workers, RequestShape request)
        : this(Times(worker, request), worker.Deployment.Plan.AttentionDataParallel * workers)
    {
    }

    private PrefillPool((int, Seconds, Seconds)[] batches, int servers)
    {
        this.batches = batches;
        this.servers = servers;
    }

    /// <summary>The most prompts a second.</summary>
    public double Capacity => batches.Max(batch => batch.Prompts / batch.Service.Total) * servers;

    /// <summary>Time of a prompt that waits for nobody.</summary>
    public Seconds ShortestLatency => batches[0].Latency;

    /// <summary>The same machines, another number of them.</summary>
    /// <param name="times">How many times as many.</param>
    public PrefillPool Times(int times) => new(batches, servers * times);

    /// <summary>What prompts see at a rate: mean wait, the chance of any wait, and the time of the prompt itself.</summary>
    /// <param name="rate">Prompts a second in all.</param>
    /// <param name="others">Share of those before a prompt that are others'; 1 for an open stream.</param>
    public (Seconds Wait, double WaitChance, Seconds Latency) At(double rate, double others)
    {
        var best = (Wait: Seconds.Of(double.PositiveInfinity), WaitChance: 1.0, Latency: batches[0].Latency);
        foreach (var (prompts, service, latency) in batches)
        {
            var busy = rate * service.Total / (prompts * servers);
            if (busy >= 1)
            {
                continue;
            }

            var chance = ErlangC(servers, busy);
            var gathering = rate > 0 ? Seconds.Of((prompts - 1) / (2 * rate)) : Seconds.Zero;
            var wait = (service * (others * chance / (2 * servers * (1 - busy)))) + gathering;
            if (wait + latency < best.Wait + best.Latency)
            {
                best = (wait, chance, latency);
            }
        }

        return best;
    }

    /// <summary>The chance that all servers are busy, by the recursion of Erlang's B formula.</summary>
    /// <param name="servers">Servers.</param>
    /// <param name="busy">Share of their time in use, below 1.</param>
    internal static double ErlangC(int servers, double busy)
    {
        var offered = busy * servers;
        var blocked = 1.0;
        for (var i = 1; i <= servers; i++)
        {
            blocked = offered * blocked / (i + (offered * blocked));
        }

        return blocked / (1 - (busy * (1 - blocked)));
    }

    private static (int, Seconds, Seconds)[] Times(PreparedDeployment worker, RequestShape request)
    {
        var plan = worker.Plan ?? throw new ArgumentException("The weights do not fit.", nameof(worker));
        var engine = worker.Deployment.Engine;
        var computed = request.ComputedTokens;
        var chunk = engine.ChunksPrompts ? Math.Min(computed, engine.MaximumBatchedTokens) : computed;
        var steps = computed / chunk;
        var past = request.CachedTokens + ((computed - chunk) / 2);
        var times = new List<(int, Seconds, Seconds)>();
        for (var prompts = 1; prompts == 1 || (prompts * computed <= engine.MaximumBatchedTokens && prompts <= 64); prompts *= 2)
        {
            var shape = StepShape.Prefill(prompts, chunk, past);
            times.Add((prompts, plan.Interval(shape) * steps, plan.Latency(shape) + (plan.Interval(shape) * (steps - 1))));
        }

        return [.. times];
    }
}
