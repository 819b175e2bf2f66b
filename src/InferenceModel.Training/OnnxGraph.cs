using System.Runtime.InteropServices;

namespace InferenceModel.Training;

/// <summary>An ONNX graph put together node by node. Field numbers are those of onnx.proto.</summary>
internal sealed class OnnxGraph
{
    private const int FloatType = 1;
    private const int ByteType = 2;
    private const int IntegerAttribute = 2;
    private const int TensorAttribute = 4;
    private const int IntegersAttribute = 7;

    private readonly ProtoMessage graph = new();

    /// <summary>The model as bytes; the same calls give the same bytes.</summary>
    /// <param name="name">Name of the graph.</param>
    /// <param name="input">Name of its input, [rows, columns].</param>
    /// <param name="columns">Columns of the input.</param>
    /// <param name="output">Name of its output, [rows, 1].</param>
    public byte[] ToBytes(string name, string input, int columns, string output)
    {
        graph.Add(2, name).Add(11, Value(input, columns)).Add(12, Value(output, 1));
        return new ProtoMessage()
            .Add(1, 10)
            .Add(2, "infermodel calibrate kernels")
            .Add(7, graph)
            .Add(8, new ProtoMessage().Add(1, string.Empty).Add(2, 21))
            .Add(8, new ProtoMessage().Add(1, "ai.onnx.ml").Add(2, 5))
            .ToBytes();
    }

    /// <summary>Adds a constant of 32-bit numbers and gives back its name.</summary>
    /// <param name="name">Name.</param>
    /// <param name="shape">Shape.</param>
    /// <param name="values">Numbers.</param>
    public string Constant(string name, ReadOnlySpan<int> shape, ReadOnlySpan<float> values)
    {
        graph.Add(5, new ProtoMessage().Add(1, shape.ToArray()).Add(2, FloatType).Add(8, name).Add(9, MemoryMarshal.AsBytes(values).ToArray()));
        return name;
    }

    /// <summary>Adds a node of the default domain and gives back the name of its output.</summary>
    /// <param name="operation">Operator.</param>
    /// <param name="output">Name of its output.</param>
    /// <param name="inputs">Names of its inputs.</param>
    public string Node(string operation, string output, params ReadOnlySpan<string> inputs)
    {
        var node = new ProtoMessage();
        foreach (var input in inputs)
        {
            node.Add(1, input);
        }

        graph.Add(1, node.Add(2, output).Add(4, operation));
        return output;
    }

    /// <summary>Adds a TreeEnsemble node (ai.onnx.ml, version 5) and gives back the name of its output.</summary>
    /// <param name="ensemble">The trees.</param>
    /// <param name="share">Factor on all leaves.</param>
    /// <param name="output">Name of its output.</param>
    /// <param name="input">Name of its input.</param>
    public string Trees(TreeEnsemble ensemble, float share, string output, string input)
    {
        var flat = FlatTrees.Of(ensemble);
        graph.Add(1, new ProtoMessage()
            .Add(1, input)
            .Add(2, output)
            .Add(4, "TreeEnsemble")
            .Add(5, Integer("aggregate_function", 1))
            .Add(5, Integers("leaf_targetids", Enumerable.Repeat(0, flat.LeafValues.Count)))
            .Add(5, Tensor("leaf_weights", FloatType, flat.LeafValues.Count, Bytes([.. flat.LeafValues.Select(leaf => leaf * share)])))
            .Add(5, Integer("n_targets", 1))
            .Add(5, Integers("nodes_falseleafs", flat.IsFalseLeaf))
            .Add(5, Integers("nodes_falsenodeids", flat.FalseChildren))
            .Add(5, Integers("nodes_featureids", flat.Features))
            .Add(5, Tensor("nodes_modes", ByteType, flat.Features.Count, new byte[flat.Features.Count]))
            .Add(5, Tensor("nodes_splits", FloatType, flat.Thresholds.Count, Bytes(flat.Thresholds)))
            .Add(5, Integers("nodes_trueleafs", flat.IsTrueLeaf))
            .Add(5, Integers("nodes_truenodeids", flat.TrueChildren))
            .Add(5, Integer("post_transform", 0))
            .Add(5, Integers("tree_roots", flat.Roots))
            .Add(7, "ai.onnx.ml"));
        return output;
    }

    private static ProtoMessage Value(string name, int columns)
    {
        var shape = new ProtoMessage()
            .Add(1, new ProtoMessage().Add(2, "rows"))
            .Add(1, new ProtoMessage().Add(1, columns));
        var tensor = new ProtoMessage().Add(1, FloatType).Add(2, shape);
        return new ProtoMessage().Add(1, name).Add(2, new ProtoMessage().Add(1, tensor));
    }

    private static byte[] Bytes(List<float> values) => MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(values)).ToArray();

    private static ProtoMessage Integer(string name, long value) => new ProtoMessage().Add(1, name).Add(3, value).Add(20, IntegerAttribute);

    private static ProtoMessage Integers(string name, IEnumerable<int> values) => new ProtoMessage().Add(1, name).Add(8, values).Add(20, IntegersAttribute);

    private static ProtoMessage Tensor(string name, int type, int count, byte[] raw) => new ProtoMessage()
        .Add(1, name)
        .Add(5, new ProtoMessage().Add(1, [count]).Add(2, type).Add(9, raw))
        .Add(20, TensorAttribute);
}
