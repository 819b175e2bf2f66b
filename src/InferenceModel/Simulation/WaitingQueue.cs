using InferenceModel.Engines;

namespace InferenceModel.Simulation;

/// <summary>Requests that wait for admission on one lane, in the order of a policy.</summary>
/// <param name="table">The requests.</param>
/// <param name="policy">The policy.</param>
internal sealed class WaitingQueue(RequestTable table, QueuePolicy policy)
{
    private readonly RunList all = new(table);
    private readonly List<(int Tenant, RunList Queue)> queues = [];
    private readonly Dictionary<int, double> served = [];

    /// <summary>Requests waiting.</summary>
    public int Count { get; private set; }

    /// <summary>Prompt tokens waiting to be computed.</summary>
    public long Tokens { get; private set; }

    /// <summary>Adds a request that has just come.</summary>
    /// <param name="slot">The request.</param>
    public void Add(int slot)
    {
        var queue = QueueOf(slot);
        var after = queue.Last;
        if (policy == QueuePolicy.Priority)
        {
            while (after != RunList.None && table[after].Spec.Priority > table[slot].Spec.Priority)
            {
                after = table[after].Previous;
            }
        }

        Insert(queue, slot, after);
    }

    /// <summary>Puts back a request that was preempted: before all that came after it.</summary>
    /// <param name="slot">The request.</param>
    public void PutBack(int slot)
    {
        var queue = QueueOf(slot);
        var after = RunList.None;
        if (policy == QueuePolicy.Priority)
        {
            while ((after == RunList.None ? queue.First : table[after].Next) is not RunList.None and var next && table[next].Spec.Priority < table[slot].Spec.Priority)
            {
                after = next;
            }
        }

        Insert(queue, slot, after);
    }

    /// <summary>The request to admit next, or none.</summary>
    public int First()
    {
        if (policy != QueuePolicy.Fair)
        {
            return all.First;
        }

        var (best, least) = (RunList.None, double.PositiveInfinity);
        foreach (var (tenant, queue) in queues)
        {
            if (queue.Count > 0 && served.GetValueOrDefault(tenant) < least)
            {
                (best, least) = (queue.First, served.GetValueOrDefault(tenant));
            }
        }

        return best;
    }

    /// <summary>The request behind another, to be looked at where that one must be passed over.</summary>
    /// <param name="slot">The other.</param>
    public int Behind(int slot) => table[slot].Next;

    /// <summary>Takes a request out to be admitted or dropped.</summary>
    /// <param name="slot">The request.</param>
    public void Remove(int slot)
    {
        QueueOf(slot).Remove(slot);
        Count--;
        Tokens -= table[slot].Target;
    }

    /// <summary>Counts work done for a tenant: prompt tokens once, answer tokens twice, as they cost more.</summary>
    /// <param name="slot">The request that is admitted.</param>
    public void Charge(int slot)
    {
        if (policy == QueuePolicy.Fair)
        {
            ref var state = ref table[slot];
            served[state.Spec.Tenant] = served.GetValueOrDefault(state.Spec.Tenant) + state.Target + (2.0 * (state.Output - state.Generated));
        }
    }

    private void Insert(RunList queue, int slot, int after)
    {
        queue.InsertAfter(slot, after);
        Count++;
        Tokens += table[slot].Target;
    }

    private RunList QueueOf(int slot)
    {
        if (policy != QueuePolicy.Fair)
        {
            return all;
        }

        var tenant = table[slot].Spec.Tenant;
        foreach (var (owner, queue) in queues)
        {
            if (owner == tenant)
            {
                return queue;
            }
        }

        // A tenant that has been away does not come back with credit for its absence.
        if (queues.Count > 0)
        {
            served[tenant] = served.Values.DefaultIfEmpty(0).Min();
        }

        var added = new RunList(table);
        queues.Add((tenant, added));
        return added;
    }
}
