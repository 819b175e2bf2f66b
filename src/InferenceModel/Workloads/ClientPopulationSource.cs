using System.Collections.Immutable;
using InferenceModel.Units;

namespace InferenceModel.Workloads;

/// <summary>
/// Requests of a population of clients, each with its own bursts and lengths, which change from window to window. The tenant of a request is its
/// client.
/// </summary>
public sealed class ClientPopulationSource : IRequestSource
{
    private readonly Client[] clients;
    private readonly PriorityQueue<Client, (double Time, int Number)> next = new();
    private readonly Seconds from;
    private readonly Seconds to;
    private readonly double pace;
    private readonly long count;
    private long sent;

    /// <summary>Opens the source.</summary>
    /// <param name="population">The clients.</param>
    /// <param name="from">Start of the stretch that is played, in the population's own time.</param>
    /// <param name="length">Its length, in the population's own time.</param>
    /// <param name="pace">Rate over the population's own.</param>
    /// <param name="count">The most requests.</param>
    /// <param name="seed">The run's seed.</param>
    public ClientPopulationSource(ClientPopulation population, Seconds from, Seconds length, double pace, long count, ulong seed)
    {
        (this.from, to, this.pace, this.count) = (from, from + length, pace, count);
        clients = [.. population.Clients.Select(pair => new Client(pair.Key, pair.Value, new RandomSequence(seed, $"client {pair.Key}"), from))];
        foreach (var client in clients)
        {
            Advance(client);
        }
    }

    private sealed class Client(int number, ImmutableArray<ClientWindow> windows, RandomSequence random, Seconds start)
    {
        private int window;

        public int Number => number;

        public Seconds Time { get; private set; } = start;

        /// <summary>Goes on to the next request before an end; a gap that leaves a window is drawn again at the start of the next.</summary>
        public bool TryAdvance(Seconds end)
        {
            while (window < windows.Length && Time < end)
            {
                var here = windows[window];
                Time = Seconds.Max(Time, here.From);
                var at = here.Gaps is { } gaps && here.Inputs is not null && here.Outputs is not null && Time < here.To ? Time + gaps.Next(random) : here.To;
                if (at < here.To)
                {
                    Time = at;
                    return at < end;
                }

                Time = Seconds.Max(Time, here.To);
                window++;
            }

            return false;
        }

        public (int Input, int Output) Lengths() => (windows[window].Inputs!.Next(random), windows[window].Outputs!.Next(random));
    }

    /// <inheritdoc />
    public long? Count => null;

    /// <inheritdoc />
    public int PrefixBlockTokens => 1;

    /// <inheritdoc />
    public bool TryNext(out RequestSpec request)
    {
        request = default;
        if (sent >= count || !next.TryDequeue(out var client, out _))
        {
            return false;
        }

        sent++;
        var (input, output) = client.Lengths();
        request = new RequestSpec(SimTime.At((client.Time - from) / pace), input, output) { Tenant = client.Number };
        Advance(client);
        return true;
    }

    /// <inheritdoc />
    public bool TryFollow(in RequestSpec ended, SimTime now, out RequestSpec request)
    {
        request = default;
        return false;
    }

    private void Advance(Client client)
    {
        if (client.TryAdvance(to))
        {
            next.Enqueue(client, (client.Time.Total, client.Number));
        }
    }
}
