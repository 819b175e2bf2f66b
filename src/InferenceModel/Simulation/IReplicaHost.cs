namespace InferenceModel.Simulation;

/// <summary>Whom a replica tells what became of its requests.</summary>
internal interface IReplicaHost
{
    /// <summary>Whether the cache of a request stays when it has ended here, for another machine reads it.</summary>
    /// <param name="slot">The request.</param>
    bool KeepsCache(int slot);

    /// <summary>A request has made all tokens this replica owed.</summary>
    /// <param name="replica">The replica.</param>
    /// <param name="slot">The request.</param>
    void Ended(Replica replica, int slot);

    /// <summary>A request that can never be admitted has been taken from the queue.</summary>
    /// <param name="replica">The replica.</param>
    /// <param name="slot">The request.</param>
    /// <param name="reason">Why.</param>
    void Refused(Replica replica, int slot, string reason);

    /// <summary>Order of admission over all replicas.</summary>
    long NextTicket();
}
