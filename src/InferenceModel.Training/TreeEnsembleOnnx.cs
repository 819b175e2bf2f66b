using System.Runtime.InteropServices;

namespace InferenceModel.Training;

/// <summary>
/// Writes trees as an ONNX model: one TreeEnsemble node (ai.onnx.ml, version 5) from <c>inputs</c> [rows, columns] to
/// <c>log_factor</c> [rows, 1], both 32-bit floats. Field numbers are those of onnx.proto.
/// </summary>
public static class TreeEnsembleOnnx
{
    private const int FloatType = 1;
    private const int ByteType = 2;
    private const int IntegerAttribute = 2;
    private const int TensorAttribute = 4;
    private const int IntegersAttribute = 7;

    /// <summary>The model as bytes; the same trees give the same bytes.</summary>
    /// <param name="ensemble">The trees.</param>
    /// <param name="name">Name of the graph.</param>
    public static byte[] Write(TreeEnsemble ensemble, string name)
    {
        var graph = new ProtoMessage()
            .Add(1, Node(ensemble))
            .Add(2, name)
            .Add(11, Value("inputs", ensemble.Columns))
            .Add(12, Value("log_factor", 1));
        return new ProtoMessage()
            .Add(1, 10)
            .Add(2, "infermodel calibrate kernels")
            .Add(7, graph)
            .Add(8, new ProtoMessage().Add(1, string.Empty).Add(2, 21))
            .Add(8, new ProtoMessage().Add(1, "ai.onnx.ml").Add(2, 5))
            .ToBytes();
    }

    private static ProtoMessage Value(string name, int columns)
    {
        var shape = new ProtoMessage()
            .Add(1, new ProtoMessage().Add(2, "rows"))
            .Add(1, new ProtoMessage().Add(1, columns));
        var tensor = new ProtoMessage().Add(1, FloatType).Add(2, shape);
        return new ProtoMessage().Add(1, name).Add(2, new ProtoMessage().Add(1, tensor));
    }

    private static ProtoMessage Node(TreeEnsemble ensemble)
    {
        var flat = FlatTrees.Of(ensemble);
        return new ProtoMessage()
            .Add(1, "inputs")
            .Add(2, "log_factor")
            .Add(4, "TreeEnsemble")
            .Add(5, Integer("aggregate_function", 1))
            .Add(5, Integers("leaf_targetids", Enumerable.Repeat(0, flat.LeafValues.Count)))
            .Add(5, Tensor("leaf_weights", FloatType, flat.LeafValues.Count, Bytes(flat.LeafValues)))
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
            .Add(7, "ai.onnx.ml");
    }

    private static byte[] Bytes(List<float> values) => MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(values)).ToArray();

    private static ProtoMessage Integer(string name, long value) => new ProtoMessage().Add(1, name).Add(3, value).Add(20, IntegerAttribute);

    private static ProtoMessage Integers(string name, IEnumerable<int> values) => new ProtoMessage().Add(1, name).Add(8, values).Add(20, IntegersAttribute);

    private static ProtoMessage Tensor(string name, int type, int count, byte[] raw) => new ProtoMessage()
        .Add(1, name)
        .Add(5, new ProtoMessage().Add(1, [count]).Add(2, type).Add(9, raw))
        .Add(20, TensorAttribute);
}
