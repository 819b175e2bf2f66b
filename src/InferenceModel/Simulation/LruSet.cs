namespace InferenceModel.Simulation;

/// <summary>Identities in the order of their last use, up to a number of them.</summary>
/// <param name="capacity">The most it holds.</param>
internal sealed class LruSet(long capacity)
{
    private readonly Dictionary<long, LinkedListNode<long>> nodes = [];
    private readonly LinkedList<long> order = [];

    /// <summary>Identities held.</summary>
    public int Count => nodes.Count;

    /// <summary>Whether it holds an identity.</summary>
    /// <param name="id">The identity.</param>
    public bool Contains(long id) => nodes.ContainsKey(id);

    /// <summary>Puts an identity in as the latest; tells which one had to go.</summary>
    /// <param name="id">The identity.</param>
    /// <param name="dropped">The one that went.</param>
    public bool Put(long id, out long dropped)
    {
        dropped = 0;
        if (capacity <= 0)
        {
            dropped = id;
            return true;
        }

        if (nodes.TryGetValue(id, out var node))
        {
            order.Remove(node);
            order.AddLast(node);
            return false;
        }

        nodes[id] = order.AddLast(id);
        if (nodes.Count <= capacity)
        {
            return false;
        }

        dropped = order.First!.Value;
        order.RemoveFirst();
        nodes.Remove(dropped);
        return true;
    }
}
