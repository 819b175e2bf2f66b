namespace InferenceModel.Simulation;

/// <summary>What a scheduler may know and do beyond its lane. The default value is not usable.</summary>
internal ref struct RoundClock
{
    private readonly Replica replica;

    /// <summary>Begins to plan a round.</summary>
    /// <param name="replica">The replica.</param>
    /// <param name="now">When, nanoseconds.</param>
    /// <param name="seenUntil">Requests delivered later are not seen yet.</param>
    /// <param name="joined">Takes requests that decode at once.</param>
    public RoundClock(Replica replica, long now, long seenUntil, List<int> joined)
    {
        this.replica = replica;
        (Now, SeenUntil, Joined) = (now, seenUntil, joined);
    }

    /// <summary>Now.</summary>
    public long Now { get; }

    /// <summary>Requests delivered later are not seen yet.</summary>
    public long SeenUntil { get; }

    /// <summary>Requests admitted with their cache computed.</summary>
    public List<int> Joined { get; }

    /// <summary>The next ticket of admission.</summary>
    public readonly long NextTicket() => replica.NextTicket();

    /// <summary>Begins to bring blocks back for a request over the host's link, one after another.</summary>
    /// <param name="nanoseconds">Time it takes.</param>
    /// <param name="slot">The request.</param>
    /// <returns>When they are here.</returns>
    public readonly long Load(long nanoseconds, int slot) => replica.BeginLoading(nanoseconds, slot);

    /// <summary>Preempts a request of a lane.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="slot">The request.</param>
    public readonly void Preempt(Lane lane, int slot) => replica.Preempt(lane, slot);
}
