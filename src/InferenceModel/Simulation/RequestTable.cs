namespace InferenceModel.Simulation;

/// <summary>Requests in flight, each in a slot that is used again when it has ended.</summary>
internal sealed class RequestTable
{
    private RequestState[] states = new RequestState[256];
    private int[] free = new int[256];
    private int freeCount;
    private int used;

    /// <summary>Requests in flight.</summary>
    public int Count => used - freeCount;

    /// <summary>The request in a slot; the reference holds until the next <see cref="Rent"/>.</summary>
    /// <param name="slot">The slot.</param>
    public ref RequestState this[int slot] => ref states[slot];

    /// <summary>A slot for a new request, cleared.</summary>
    public int Rent()
    {
        if (freeCount > 0)
        {
            var slot = free[--freeCount];
            states[slot] = default;
            return slot;
        }

        if (used == states.Length)
        {
            Array.Resize(ref states, used * 2);
        }

        return used++;
    }

    /// <summary>Gives a slot back.</summary>
    /// <param name="slot">The slot.</param>
    public void Return(int slot)
    {
        if (freeCount == free.Length)
        {
            Array.Resize(ref free, freeCount * 2);
        }

        // Its prefix blocks would be kept alive.
        ref var spec = ref states[slot].Spec;
        if (!spec.PrefixBlocks.IsEmpty)
        {
            spec = default;
        }

        free[freeCount++] = slot;
    }
}
