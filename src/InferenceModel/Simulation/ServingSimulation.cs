using InferenceModel.Simulation.Kernel;
using InferenceModel.Units;
using InferenceModel.Workloads;

namespace InferenceModel.Simulation;

/// <summary>
/// Clients, a router and replicas. Every request that is sent ends exactly once: completed, rejected or lost. A simulation
/// is run once.
/// </summary>
public sealed class ServingSimulation : IReplicaHost
{
    private readonly EventLoop loop = new();
    private readonly RequestTable table = new();
    private readonly List<Replica> replicas = [];
    private readonly List<int> parked = [];
    private readonly SimulationSettings settings;
    private readonly IRequestSource source;
    private readonly ISimulationObserver[] observers;
    private readonly Router router;
    private readonly KvTransfer transfer;
    private readonly AdmissionGate gate;
    private readonly Fleet fleet;
    private readonly int arrive;
    private readonly int follow;
    private readonly int transferDone;
    private readonly long overhead;
    private RequestSpec pending;
    private bool hasPending;
    private long sent;
    private long tickets;

    /// <summary>Sets the scene.</summary>
    /// <param name="settings">What is simulated.</param>
    /// <param name="source">Its requests.</param>
    /// <param name="observers">Who is told, in this order.</param>
    public ServingSimulation(SimulationSettings settings, IRequestSource source, params IEnumerable<ISimulationObserver> observers)
    {
        (this.settings, this.source, this.observers) = (settings, source, [.. observers]);
        router = new Router(settings.Routing, SimTime.At(settings.RouterViewAge).Nanoseconds, settings.Seed);
        transfer = new KvTransfer(settings.Transfer);
        gate = new AdmissionGate(settings.Admission);
        overhead = SimTime.At(settings.RequestOverhead).Nanoseconds;
        (arrive, follow, transferDone) = (loop.Register(Arrive), loop.Register(slot => Deliver((int)slot)), loop.Register(slot => EndTransfer((int)slot)));
        foreach (var group in settings.Groups)
        {
            for (var i = 0; i < group.Count; i++)
            {
                AddReplica(group);
            }
        }

        fleet = new Fleet(this, loop, settings);
    }

    /// <summary>The instant reached.</summary>
    public SimTime Now => new(loop.Now);

    /// <summary>Events handled: what the work of a run is proportional to.</summary>
    public long Events => loop.Handled;

    /// <summary>Requests in flight.</summary>
    public int InFlight => table.Count;

    /// <summary>The replicas.</summary>
    internal List<Replica> Replicas => replicas;

    /// <summary>Runs until every request has ended.</summary>
    /// <param name="stop">May end the run early.</param>
    public void Run(CancellationToken stop = default)
    {
        fleet.Start();
        SendNext();
        while ((hasPending || table.Count > 0) && loop.Step())
        {
            stop.ThrowIfCancellationRequested();
        }

        if (table.Count > 0)
        {
            throw new InvalidOperationException($"{table.Count} requests are in flight and nothing is going to happen.");
        }
    }

    /// <inheritdoc />
    bool IReplicaHost.KeepsCache(int slot) => replicas[table[slot].Replica].Role == ReplicaRole.Prefill && table[slot].Spec.OutputTokens > 1;

    /// <inheritdoc />
    long IReplicaHost.NextTicket() => ++tickets;

    /// <inheritdoc />
    void IReplicaHost.Ended(Replica replica, int slot)
    {
        if (replica.Role == ReplicaRole.Prefill && table[slot].Spec.OutputTokens > 1)
        {
            BeginTransfer(replica, slot);
        }
        else
        {
            End(slot, RequestFate.Completed, string.Empty);
        }
    }

    /// <inheritdoc />
    void IReplicaHost.Refused(Replica replica, int slot, string reason) => End(slot, RequestFate.Rejected, reason);

    /// <summary>Adds a replica of a group.</summary>
    /// <param name="group">The group.</param>
    internal Replica AddReplica(ReplicaGroup group)
    {
        var replica = new Replica(replicas.Count, loop, this, table, group, source.PrefixBlockTokens, settings, observers);
        replicas.Add(replica);
        return replica;
    }

    /// <summary>Sends the requests of a failed replica again, or counts them as lost.</summary>
    /// <param name="slots">The requests.</param>
    internal void Resend(List<int> slots)
    {
        foreach (var slot in slots)
        {
            if (settings.Faults is { } faults && table[slot].Retries >= faults.RetriesAllowed)
            {
                End(slot, RequestFate.Lost, "the replica failed");
                continue;
            }

            ref var state = ref table[slot];
            var (id, spec, retries) = (state.Id, state.Spec, state.Retries + 1);
            state = new RequestState { Id = id, Spec = spec, Retries = retries, AdmittedAt = -1, FirstTokenAt = -1 };
            Route(slot);
        }
    }

    /// <summary>Sends on the requests that found no replica.</summary>
    internal void Unpark()
    {
        var waiting = parked.ToArray();
        parked.Clear();
        foreach (var slot in waiting)
        {
            Route(slot);
        }
    }

    /// <summary>Tells observers how many replicas serve.</summary>
    internal void TellReplicas()
    {
        var serving = replicas.Count(replica => replica.Serves);
        foreach (var observer in observers)
        {
            observer.ReplicasChanged(serving, Now);
        }
    }

    private void Arrive(long tag)
    {
        var slot = Enter(pending);
        SendNext();
        Deliver(slot);
    }

    private void SendNext()
    {
        hasPending = source.TryNext(out pending);
        if (hasPending)
        {
            loop.Schedule(pending.SentAt.Nanoseconds + overhead, 0, arrive);
        }
    }

    private int Enter(in RequestSpec spec)
    {
        var slot = table.Rent();
        ref var state = ref table[slot];
        (state.Id, state.Spec, state.AdmittedAt, state.FirstTokenAt) = (sent++, spec, -1, -1);
        foreach (var observer in observers)
        {
            observer.RequestSent(state.Id, spec);
        }

        return slot;
    }

    private void Deliver(int slot)
    {
        ref var state = ref table[slot];
        var refusal = state.Spec.InputTokens <= 0 ? "no prompt"
            : state.Spec.OutputTokens <= 0 ? "no answer wanted"
            : gate.Refusal(table.Count - 1, (long)state.Spec.InputTokens + state.Spec.OutputTokens, loop.Now);
        if (refusal is not null)
        {
            End(slot, RequestFate.Rejected, refusal);
            return;
        }

        Route(slot);
    }

    private void Route(int slot)
    {
        ref var state = ref table[slot];
        var role = state.ArrivesComputed ? ReplicaRole.Decode : ReplicaRole.Prefill;
        if (router.Choose(replicas, role, state.Spec, loop.Now) is not { } replica)
        {
            if (fleet.MayServe(role))
            {
                parked.Add(slot);
            }
            else
            {
                End(slot, RequestFate.Rejected, "no replica serves");
            }

            return;
        }

        var prefillOnly = replica.Role == ReplicaRole.Prefill;
        state.Output = prefillOnly ? 1 : state.Spec.OutputTokens;
        state.Target = state.Spec.InputTokens;
        if (replica.Refusal(state.Spec.InputTokens, state.Output) is { } reason)
        {
            End(slot, RequestFate.Rejected, reason);
            return;
        }

        if (state.ArrivesComputed)
        {
            replica.TakeOver(slot);
        }
        else
        {
            replica.Send(slot);
        }
    }

    private void BeginTransfer(Replica from, int slot)
    {
        ref var state = ref table[slot];
        if (router.Choose(replicas, ReplicaRole.Decode, state.Spec, loop.Now) is not { } to)
        {
            to = from;
        }

        var size = from.Settings.KvBytesPerToken * state.Spec.InputTokens;
        var arrival = transfer.ArrivalOf(size, from.Number, to.Number, loop.Now, loop.Now - state.AdmittedAt);
        state.TransferTo = to.Number;
        loop.Schedule(arrival, 0, transferDone, slot);
    }

    private void EndTransfer(int slot)
    {
        ref var state = ref table[slot];
        replicas[state.Replica].FreeKept(slot, state.Lane);
        (state.ArrivesComputed, state.OwesFirstToken) = (true, settings.Transfer.FirstTokenAfterTransfer);
        (state.Target, state.Generated, state.Output) = (state.Spec.InputTokens, 1, state.Spec.OutputTokens);
        var to = replicas[state.TransferTo];
        if (!to.Serves || to.Role == ReplicaRole.Prefill)
        {
            Route(slot);
        }
        else if (to.Refusal(state.Spec.InputTokens, state.Output) is { } reason)
        {
            End(slot, RequestFate.Rejected, reason);
        }
        else
        {
            to.TakeOver(slot);
        }
    }

    private void End(int slot, RequestFate fate, string reason)
    {
        ref var state = ref table[slot];
        var outcome = new RequestOutcome(state.Id, state.Spec, fate, reason)
        {
            AdmittedAt = new SimTime(Math.Max(0, state.AdmittedAt)),
            FirstTokenAt = new SimTime(Math.Max(0, state.FirstTokenAt)),
            EndedAt = new SimTime(loop.Now),
            CachedTokens = state.Cached,
            Replica = fate == RequestFate.Rejected ? -1 : state.Replica,
            Preemptions = state.Preemptions,
            Retries = state.Retries,
        };
        table.Return(slot);
        foreach (var observer in observers)
        {
            observer.RequestEnded(outcome);
        }

        if (source.TryFollow(outcome.Spec, Now, out var next))
        {
            var entered = Enter(next);
            loop.Schedule(next.SentAt.Nanoseconds + overhead, 0, follow, entered);
        }
    }
}
