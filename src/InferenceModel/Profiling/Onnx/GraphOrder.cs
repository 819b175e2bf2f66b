using System.Collections.Immutable;

namespace InferenceModel.Profiling.Onnx;

/// <summary>Puts nodes in an order in which each stands after those it reads; a cycle, a value nobody makes or makes twice is a fault.</summary>
internal static class GraphOrder
{
    /// <summary>The graph with its nodes in order.</summary>
    /// <param name="graph">The graph.</param>
    /// <exception cref="OnnxFormatException">There is no such order.</exception>
    public static OnnxGraph Sorted(OnnxGraph graph)
    {
        var given = graph.Inputs.Select(input => input.Name).Concat(graph.Constants.Select(tensor => tensor.Name)).ToHashSet(StringComparer.Ordinal);
        var maker = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < graph.Nodes.Length; i++)
        {
            foreach (var made in graph.Nodes[i].Outputs.Where(made => made.Length > 0))
            {
                if (given.Contains(made) || !maker.TryAdd(made, i))
                {
                    throw new OnnxFormatException($"value '{Catalog.Finding.Shorten(made)}' is made twice");
                }
            }
        }

        var waiting = new int[graph.Nodes.Length];
        var readers = new List<int>[graph.Nodes.Length];
        for (var i = 0; i < graph.Nodes.Length; i++)
        {
            foreach (var read in graph.Nodes[i].Inputs.Where(read => read.Length > 0 && !given.Contains(read)).Distinct())
            {
                if (!maker.TryGetValue(read, out var made))
                {
                    throw new OnnxFormatException($"nothing makes value '{Catalog.Finding.Shorten(read)}'");
                }

                (readers[made] ??= []).Add(i);
                waiting[i]++;
            }
        }

        return graph with { Nodes = Sort(graph.Nodes, waiting, readers) };
    }

    private static ImmutableArray<OnnxNode> Sort(ImmutableArray<OnnxNode> nodes, int[] waiting, List<int>[] readers)
    {
        // Taking the first ready node in file order keeps a file that is in order as it is.
        var ready = new PriorityQueue<int, int>(Enumerable.Range(0, nodes.Length).Where(i => waiting[i] == 0).Select(i => (i, i)));
        var sorted = ImmutableArray.CreateBuilder<OnnxNode>(nodes.Length);
        while (ready.TryDequeue(out var next, out _))
        {
            sorted.Add(nodes[next]);
            foreach (var reader in readers[next] ?? [])
            {
                if (--waiting[reader] == 0)
                {
                    ready.Enqueue(reader, reader);
                }
            }
        }

        return sorted.Count == nodes.Length ? sorted.ToImmutable() : throw new OnnxFormatException("its nodes form a cycle");
    }
}
