namespace InferenceModel.Simulation;

/// <summary>Requests in a chain through their own slots: to add, to take out and to find the ends costs nothing.</summary>
/// <param name="table">The requests.</param>
internal sealed class RunList(RequestTable table)
{
    /// <summary>No slot.</summary>
    public const int None = -1;

    /// <summary>The first slot, or <see cref="None"/>.</summary>
    public int First { get; private set; } = None;

    /// <summary>The last slot, or <see cref="None"/>.</summary>
    public int Last { get; private set; } = None;

    /// <summary>Requests in the chain.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a request behind another.</summary>
    /// <param name="slot">The request.</param>
    /// <param name="after">The other; <see cref="None"/> for the front.</param>
    public void InsertAfter(int slot, int after)
    {
        var before = after == None ? First : table[after].Next;
        ref var state = ref table[slot];
        (state.Previous, state.Next) = (after, before);
        if (after == None)
        {
            First = slot;
        }
        else
        {
            table[after].Next = slot;
        }

        if (before == None)
        {
            Last = slot;
        }
        else
        {
            table[before].Previous = slot;
        }

        Count++;
    }

    /// <summary>Adds a request at the end.</summary>
    /// <param name="slot">The request.</param>
    public void Append(int slot) => InsertAfter(slot, Last);

    /// <summary>Takes a request out.</summary>
    /// <param name="slot">The request.</param>
    public void Remove(int slot)
    {
        var (previous, next) = (table[slot].Previous, table[slot].Next);
        if (previous == None)
        {
            First = next;
        }
        else
        {
            table[previous].Next = next;
        }

        if (next == None)
        {
            Last = previous;
        }
        else
        {
            table[next].Previous = previous;
        }

        Count--;
    }
}
