namespace InferenceModel.Simulation.Kernel;

/// <summary>
/// The queue, the clock and the loop of a discrete-event simulation. Events are ordered by (time, phase, order of
/// scheduling), so the same schedule always runs the same way. A heap of four children a node.
/// </summary>
internal sealed class EventLoop
{
    private const int Children = 4;
    private const int PhaseShift = 58;

    private Entry[] heap = new Entry[64];
    private int count;
    private long sequence;

    private struct Entry
    {
        public long Time;
        public long Order;
        public IEventHandler Handler;
        public int Code;
        public long Tag;
    }

    /// <summary>The present instant in nanoseconds.</summary>
    public long Now { get; private set; }

    /// <summary>Events handled so far.</summary>
    public long Handled { get; private set; }

    /// <summary>Time of the next event; the largest number where there is none.</summary>
    public long NextTime => count > 0 ? heap[0].Time : long.MaxValue;

    /// <summary>Enters an event.</summary>
    /// <param name="time">When, not before now.</param>
    /// <param name="phase">Which of the events of one instant go first: 0 to 15, smaller is earlier.</param>
    /// <param name="handler">Who takes it.</param>
    /// <param name="code">Passed on.</param>
    /// <param name="tag">Passed on.</param>
    public void Schedule(long time, int phase, IEventHandler handler, int code, long tag = 0)
    {
        if (time < Now)
        {
            throw new InvalidOperationException($"An event at {time} ns was scheduled at {Now} ns.");
        }

        if (count == heap.Length)
        {
            Array.Resize(ref heap, count * 2);
        }

        var order = ((long)phase << PhaseShift) + sequence++;
        var hole = count++;
        while (hole > 0)
        {
            var parent = (hole - 1) / Children;
            ref var above = ref heap[parent];
            if (above.Time < time || (above.Time == time && above.Order < order))
            {
                break;
            }

            heap[hole] = above;
            hole = parent;
        }

        heap[hole] = new Entry { Time = time, Order = order, Handler = handler, Code = code, Tag = tag };
    }

    /// <summary>Handles the next event; false where there is none.</summary>
    public bool Step()
    {
        if (count == 0)
        {
            return false;
        }

        var next = heap[0];
        var last = heap[--count];
        heap[count] = default;
        if (count > 0)
        {
            SiftDown(last);
        }

        Now = next.Time;
        Handled++;
        next.Handler.Handle(next.Code, next.Tag);
        return true;
    }

    private void SiftDown(in Entry last)
    {
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
                if (IsBefore(heap[child], heap[least]))
                {
                    least = child;
                }
            }

            if (!IsBefore(heap[least], last))
            {
                break;
            }

            heap[hole] = heap[least];
            hole = least;
        }

        heap[hole] = last;
    }

    private static bool IsBefore(in Entry left, in Entry right) =>
        left.Time < right.Time || (left.Time == right.Time && left.Order < right.Order);
}
