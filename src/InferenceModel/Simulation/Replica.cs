using InferenceModel.Engines;
using InferenceModel.Simulation.Kernel;
using InferenceModel.Units;
using InferenceModel.Workloads;

namespace InferenceModel.Simulation;

/// <summary>
/// One copy of a model at work. Its lanes step together: attention ranks wait for the slowest of them, micro-batches of a
/// pipeline follow each other. While no request comes or goes, steps are taken many at a time: their lengths grow by a
/// constant, so their end is known in closed form; an arrival cuts the leap at the first step that ends after it.
/// </summary>
internal sealed class Replica
{
    private const int WakePhase = 1;
    private const int PlanPhase = 2;

    private readonly EventLoop loop;
    private readonly IReplicaHost host;
    private readonly ReplicaSettings settings;
    private readonly Scheduler scheduler;
    private readonly RoundTimes times;
    private readonly RequestTable table;
    private readonly ISimulationObserver[] observers;
    private readonly bool stepByStep;
    private readonly Lane[] lanes;
    private readonly CacheRoom room;
    private readonly RoundPlanner planner;
    private readonly RoundEnd end;
    private readonly Look look;
    private readonly FrontDoor door;
    private readonly Seconds readingPerToken;
    private readonly int wake;
    private readonly int planNow;
    private readonly int loaded;
    private readonly long mostTokens;

    private bool isBusy;
    private bool isPlanned;
    private bool follows;
    private bool isLeap;
    private long version;
    private Round round;
    private long hostLinkFreeAt;
    private int loading;
    private long blocksBefore;
    private int served;

    /// <summary>Makes an idle replica.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="loop">The clock.</param>
    /// <param name="host">Is told of requests that end.</param>
    /// <param name="table">The requests.</param>
    /// <param name="group">What it is.</param>
    /// <param name="prefixBlockTokens">Tokens of a prefix block.</param>
    /// <param name="simulation">Seed, and whether to go step by step.</param>
    /// <param name="observers">Are told what happens.</param>
    public Replica(
        int number, EventLoop loop, IReplicaHost host, RequestTable table, ReplicaGroup group, int prefixBlockTokens, SimulationSettings simulation, ISimulationObserver[] observers)
    {
        (Number, this.loop, this.host, this.table, Role, this.observers) = (number, loop, host, table, group.Role, observers);
        (settings, stepByStep) = (group.Settings, simulation.StepByStep);
        scheduler = Scheduler.Of(settings);
        times = new RoundTimes(new StepTimes(group.Steps, settings), settings);
        var shares = settings.Rules.CachesPrefixes && prefixBlockTokens >= settings.BlockTokens && prefixBlockTokens % settings.BlockTokens == 0;
        var pools = new KvPool[settings.AttentionRanks];
        for (var i = 0; i < pools.Length; i++)
        {
            pools[i] = new KvPool(settings.KvBlocks, settings.BlockTokens, shares ? new PrefixCache(prefixBlockTokens, settings.BlockTokens, settings.Tiers) : null);
        }

        lanes = new Lane[settings.Lanes];
        for (var i = 0; i < lanes.Length; i++)
        {
            lanes[i] = new Lane(table, pools[i / settings.PipelineStages], settings, new RandomSequence(simulation.Seed, $"drafts of lane {i} of replica {number}"));
        }

        look = new Look(settings.Rules);
        room = new CacheRoom(pools, lanes, table);
        planner = new RoundPlanner(this, lanes, room, scheduler, table);
        end = new RoundEnd(this, loop, host, table, scheduler, observers);
        readingPerToken = settings.HandlingPerPromptToken;
        door = new FrontDoor(loop, SimTime.At(settings.RequestHandling).Nanoseconds, Enqueue);
        (wake, planNow, loaded) = (loop.Register(Wake), loop.Register(PlanNow), loop.Register(Loaded));
        mostTokens = Math.Min(long.MaxValue / settings.BlockTokens, settings.KvBlocks - (long)(settings.Rules.Watermark * settings.KvBlocks)) * settings.BlockTokens;
    }

    /// <summary>Its number.</summary>
    public int Number { get; }

    /// <summary>What it does for a request.</summary>
    public ReplicaRole Role { get; }

    /// <summary>Whether it has been added and is starting.</summary>
    public bool IsNew { get; set; }

    /// <summary>Whether requests are sent to it.</summary>
    public bool Serves { get; set; } = true;

    /// <summary>Its lanes.</summary>
    public ReadOnlySpan<Lane> Lanes => lanes;

    /// <summary>Its caches.</summary>
    public CacheRoom Room => room;

    /// <summary>How it serves.</summary>
    public ReplicaSettings Settings => settings;

    /// <summary>Requests on it, waiting or running.</summary>
    public int InFlight { get; private set; }

    /// <summary>Prompt tokens waiting.</summary>
    public long WaitingTokens => planner.WaitingTokens;

    /// <summary>Requests waiting.</summary>
    public int Waiting => planner.Waiting + door.Waiting;

    /// <summary>Cache blocks in use now, within a leap too.</summary>
    public long BlocksUsed() => room.UsedAfter(isBusy && isLeap ? round.StepsBefore(loop.Now) : 0);

    /// <summary>Takes a request that a client sends.</summary>
    /// <param name="slot">The request.</param>
    public void Send(int slot)
    {
        table[slot].Replica = Number;
        InFlight++;
        door.Enter(slot, SimTime.At(readingPerToken * table[slot].Spec.InputTokens).Nanoseconds);
    }

    /// <summary>Takes a request whose prompt another machine has computed.</summary>
    /// <param name="slot">The request.</param>
    public void TakeOver(int slot)
    {
        table[slot].Replica = Number;
        InFlight++;
        Enqueue(slot);
    }

    /// <summary>Puts a request into the queue of its least loaded lane.</summary>
    private void Enqueue(int slot)
    {
        var lane = 0;
        for (var i = 1; i < lanes.Length; i++)
        {
            lane = lanes[i].Load < lanes[lane].Load ? i : lane;
        }

        ref var state = ref table[slot];
        (state.Lane, state.DeliveredAt) = (lane, loop.Now);
        lanes[lane].Waiting.Add(slot);
        Nudge(lanes[lane], lanes[lane].Waiting.Count);
    }

    /// <summary>Why this replica can never serve a request; null where it can.</summary>
    /// <param name="input">Prompt tokens.</param>
    /// <param name="output">Answer tokens it would make.</param>
    public string? Refusal(int input, int output)
    {
        if ((long)input + output > settings.LongestSequence)
        {
            return "longer than the model's context";
        }

        return (long)input + output > mostTokens ? "larger than the cache" : null;
    }

    /// <summary>Frees the cache of a request that ended here earlier.</summary>
    /// <param name="slot">The request.</param>
    /// <param name="laneOfSlot">The lane it was on.</param>
    public void FreeKept(int slot, int laneOfSlot)
    {
        lanes[laneOfSlot].Free(slot);
        Nudge(lanes[laneOfSlot], 1);
    }

    /// <summary>One request fewer is here.</summary>
    public void Leave() => InFlight--;

    /// <summary>The next ticket of admission.</summary>
    public long NextTicket() => host.NextTicket();

    /// <summary>Begins to bring prefix blocks back, after those under way.</summary>
    /// <param name="nanoseconds">Time it takes.</param>
    /// <param name="slot">The request.</param>
    /// <returns>When they are here.</returns>
    public long BeginLoading(long nanoseconds, int slot)
    {
        hostLinkFreeAt = Math.Max(loop.Now, hostLinkFreeAt) + nanoseconds;
        loading++;
        loop.Schedule(hostLinkFreeAt, 0, loaded, slot);
        return hostLinkFreeAt;
    }

    /// <summary>Preempts a request.</summary>
    /// <param name="lane">Its lane.</param>
    /// <param name="slot">The request.</param>
    public void Preempt(Lane lane, int slot)
    {
        lane.Preempt(slot, loop.Now);
        room.Reserve(lane.Pool);
        foreach (var observer in observers)
        {
            observer.RequestPreempted(table[slot].Id, new SimTime(loop.Now));
        }
    }

    /// <summary>Stops at once; every request on it is handed out, its work lost.</summary>
    public List<int> Fail()
    {
        if (isBusy && isLeap)
        {
            var sequences = 0;
            round.End(round.StepsBefore(loop.Now + 1));
            foreach (var lane in lanes)
            {
                sequences += lane.Decodes ? lane.Decoding.Count : 0;
                if (round.Steps > 0)
                {
                    end.AdvanceDecoding(lane, round);
                }
            }

            if (round.Steps > 0)
            {
                Report(0, sequences);
            }
        }

        version++;
        (isBusy, follows) = (false, false);
        var slots = new List<int>();
        foreach (var lane in lanes)
        {
            lane.Empty(slots, loop.Now);
        }

        door.Empty(slots);
        InFlight = 0;
        return slots;
    }

    private void Wake(long ofVersion)
    {
        if (ofVersion == version && isBusy)
        {
            EndRound();
        }
    }

    private void PlanNow(long tag)
    {
        isPlanned = false;
        if (!isBusy)
        {
            Plan();
        }
    }

    private void Loaded(long slot)
    {
        loading--;
        Nudge(lanes[table[(int)slot].Lane], 1);
    }

    /// <summary>Cuts a leap where a request has come that might be admitted, or begins a round where there is none.</summary>
    private void Nudge(Lane lane, int waiting)
    {
        if (isBusy)
        {
            var mayAdmit = lane.Running.Count < settings.MaximumSequences && !lane.IsFull
                && (waiting == 1 || settings.Rules.Policy != QueuePolicy.Fcfs || settings.Adapters is not null || !settings.Tiers.IsEmpty)
                && (settings.Rules.Scheduler != SchedulerKind.Static || lane.Running.Count == 0);
            if (isLeap && round.Steps > 1 && mayAdmit)
            {
                CutLeap();
            }
        }
        else if (!isPlanned)
        {
            PlanSoon();
        }
    }

    private void CutLeap()
    {
        var cut = round.StepsUntil(loop.Now);
        if (cut < round.Steps)
        {
            round.End(cut);
            ScheduleWake();
        }
    }

    private void PlanSoon()
    {
        if (loop.NextTime > loop.Now)
        {
            Plan();
        }
        else
        {
            isPlanned = true;
            loop.Schedule(loop.Now, PlanPhase, planNow);
        }
    }

    private void Plan()
    {
        while (true)
        {
            var seenUntil = look.SeenUntil(loop.Now, follows, isLeap, round);
            var hasWork = planner.Plan(loop.Now, seenUntil, out var hasPrompts);
            if (hasWork)
            {
                Begin(hasPrompts);
                return;
            }

            follows = false;
            if (seenUntil == loop.Now && !RefuseStuck())
            {
                return;
            }
        }
    }

    /// <summary>Nothing runs and nothing could be admitted: a request that finds an empty machine and no room never will.</summary>
    private bool RefuseStuck()
    {
        foreach (var lane in lanes)
        {
            if (lane.Waiting.First() is not RunList.None and var slot && lane.Pool.Used == 0 && loading == 0)
            {
                lane.Waiting.Remove(slot);
                InFlight--;
                host.Refused(this, slot, "no machine state admits it");
                return true;
            }
        }

        return false;
    }

    private void Begin(bool hasPrompts)
    {
        var (first, increment, steps) = hasPrompts ? (times.Mixed(lanes), 0, 1) : times.Leap(lanes, stepByStep ? 1 : planner.Horizon());
        (isBusy, isLeap) = (true, !hasPrompts);
        round.Begin(loop.Now, follows ? round.EndPart : 0, first, increment, steps);
        (blocksBefore, served) = (room.Used, InFlight - Waiting);
        ScheduleWake();
    }

    private void ScheduleWake() => loop.Schedule(round.EndAt, WakePhase, wake, ++version);

    private void EndRound()
    {
        isBusy = false;
        var (prompts, sequences) = (0L, 0);
        foreach (var lane in lanes)
        {
            sequences += lane.Decodes ? lane.Decoding.Count : 0;
            foreach (var (_, tokens) in lane.Chunks)
            {
                prompts += tokens;
            }
        }

        foreach (var lane in lanes)
        {
            end.AdvanceDecoding(lane, round);
        }

        foreach (var lane in lanes)
        {
            end.EndSequences(lane);
            end.EndChunks(lane);
        }

        Report(prompts, sequences);
        follows = true;
        if (!isPlanned)
        {
            PlanSoon();
        }
    }

    private void Report(long prompts, int sequences)
    {
        var running = InFlight - Waiting;
        var record = new RoundRecord(Number, new SimTime(round.StartAt), new SimTime(round.EndAt), round.Steps, prompts, sequences, running, InFlight - running, blocksBefore, room.Used) { Served = served };
        foreach (var observer in observers)
        {
            observer.RoundEnded(record);
        }
    }
}
