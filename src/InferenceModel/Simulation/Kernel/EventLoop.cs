namespace InferenceModel.Simulation.Kernel;

/// <summary>
/// The queue, the clock and the loop of a discrete-event simulation. Events are ordered by (time, phase, order of
/// scheduling), so the same schedule always runs the same way. A heap of four children a node; its entries hold no
/// references, so that moving them costs the collector nothing.
/// </summary>
internal sealed class EventLoop
{
    private const int Children = 4;
    private const int PhaseShift = 58;

    private readonly List<Action<long>> kinds = [];
    private Entry[] heap = new Entry[64];
    private int count;
    private long sequence;

    private struct Entry
    {
        public long Time;
        public long Order;
        public long Tag;
        public int Kind;
    }

    /// <summary>The present instant in nanoseconds.</summary>
    public long Now { get; private set; }

    /// <summary>Events handled so far.</summary>
    public long Handled { get; private set; }

    /// <summary>Time of the next event; the largest number where there is none.</summary>
    public long NextTime => count > 0 ? heap[0].Time : long.MaxValue;

    /// <summary>Makes a kind of event known.</summary>
    /// <param name="handle">Takes events of this kind, each with its tag.</param>
    /// <returns>The number of the kind.</returns>
    public int Register(Action<long> handle)
    {
        kinds.Add(handle);
        return kinds.Count - 1;
    }

    /// <summary>Enters an event.</summary>
    /// <param name="time">When, not before now.</param>
    /// <param name="phase">Which of the events of one instant go first: 0 to 15, smaller is earlier.</param>
    /// <param name="kind">A registered kind.</param>
    /// <param name="tag">Passed on.</param>
    public void Schedule(long time, int phase, int kind, long tag = 0)
    {
        if (time < Now)
        {
            throw new InvalidOperationException($"An event at {time} ns was scheduled at {Now} ns.");
        }

        if (count == heap.Length)
        {
            Array.Resize(ref heap, count * 2);
        }

        var entries = heap;
        var order = ((long)phase << PhaseShift) + sequence++;
        var hole = count++;
        while (hole > 0)
        {
            var parent = (hole - 1) / Children;
            ref var above = ref entries[parent];
            if (above.Time < time || (above.Time == time && above.Order < order))
            {
                break;
            }

            entries[hole] = above;
            hole = parent;
        }

        entries[hole] = new Entry { Time = time, Order = order, Tag = tag, Kind = kind };
    }

    /// <summary>Handles the next event; false where there is none.</summary>
    public bool Step()
    {
        if (count == 0)
        {
            return false;
        }

        var next = heap[0];
        count--;
        if (count > 0)
        {
            SiftDown(heap[count]);
        }

        Now = next.Time;
        Handled++;
        kinds[next.Kind](next.Tag);
        return true;
    }

    private void SiftDown(Entry last)
    {
        var entries = heap;
        var hole = 0;
        while (true)
        {
            var first = (hole * Children) + 1;
            if (first >= count)
            {
                break;
            }

            var least = first;
            var end = Math.Min(first + Children, count);
            for (var child = first + 1; child < end; child++)
            {
                if (IsBefore(entries[child], entries[least]))
                {
                    least = child;
                }
            }

            if (!IsBefore(entries[least], last))
            {
                break;
            }

            entries[hole] = entries[least];
            hole = least;
        }

        entries[hole] = last;
    }

    private static bool IsBefore(in Entry left, in Entry right) =>
        left.Time < right.Time || (left.Time == right.Time && left.Order < right.Order);
}
