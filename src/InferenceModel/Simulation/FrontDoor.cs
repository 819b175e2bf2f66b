using InferenceModel.Simulation.Kernel;

namespace InferenceModel.Simulation;

/// <summary>
/// The interface of a replica. It works on one request at a time, so that requests sent at once reach the scheduler one after another;
/// the first of them as soon as its prompt is read.
/// </summary>
internal sealed class FrontDoor
{
    private readonly EventLoop loop;
    private readonly long handling;
    private readonly Action<int> deliver;
    private readonly Queue<int> waiting = [];
    private readonly int passed;
    private long freeAt;
    private long version;

    /// <summary>Makes a door nobody stands at.</summary>
    /// <param name="loop">The clock.</param>
    /// <param name="handling">Nanoseconds of work on a request.</param>
    /// <param name="deliver">Takes requests that are through.</param>
    public FrontDoor(EventLoop loop, long handling, Action<int> deliver)
    {
        (this.loop, this.handling, this.deliver) = (loop, handling, deliver);
        passed = loop.Register(Pass);
    }

    /// <summary>Requests that wait to be worked on.</summary>
    public int Waiting => waiting.Count;

    /// <summary>Takes a request.</summary>
    /// <param name="slot">The request.</param>
    /// <param name="reading">Nanoseconds the interface reads its prompt, before it is through.</param>
    public void Enter(int slot, long reading)
    {
        var at = Math.Max(loop.Now, freeAt) + reading;
        freeAt = at + handling;
        if (at == loop.Now)
        {
            deliver(slot);
            return;
        }

        waiting.Enqueue(slot);
        loop.Schedule(at, 0, passed, version);
    }

    /// <summary>Hands out the requests that wait; the door is free.</summary>
    /// <param name="slots">Takes them.</param>
    public void Empty(List<int> slots)
    {
        version++;
        freeAt = 0;
        slots.AddRange(waiting);
        waiting.Clear();
    }

    private void Pass(long ofVersion)
    {
        if (ofVersion == version)
        {
            deliver(waiting.Dequeue());
        }
    }
}
