namespace InferenceModel.Profiling.Onnx;

/// <summary>Writes a model as an ONNX file (field numbers of onnx.proto, release 1.16).</summary>
public static class OnnxWriter
{
    /// <summary>The newest file format every ONNX Runtime since 1.18 reads.</summary>
    private const int FormatVersion = 10;

    /// <summary>The file's bytes.</summary>
    /// <param name="graph">The model.</param>
    public static ReadOnlyMemory<byte> Write(OnnxGraph graph)
    {
        var data = graph.Constants.Sum(tensor => (long)tensor.Data.Length + 128);
        var wire = new WireWriter((int)Math.Min(Array.MaxLength, data + (graph.Nodes.Length * 256L)));
        wire.Integer(1, FormatVersion);
        wire.Text(2, "InferenceModel");
        wire.Message(7, () => Graph(wire, graph));
        foreach (var (domain, version) in graph.OperatorSets)
        {
            wire.Message(8, () =>
            {
                wire.Text(1, domain);
                wire.Integer(2, version);
            });
        }

        return wire.Written;
    }

    private static void Graph(WireWriter wire, OnnxGraph graph)
    {
        foreach (var node in graph.Nodes)
        {
            wire.Message(1, () => Node(wire, node));
        }

        wire.Text(2, graph.Name);
        foreach (var constant in graph.Constants)
        {
            wire.Message(5, () => Tensor(wire, constant));
        }

        Values(wire, 11, graph.Inputs);
        Values(wire, 12, graph.Outputs);
        Values(wire, 13, graph.Stated);
    }

    private static void Values(WireWriter wire, int field, IEnumerable<OnnxValue> values)
    {
        foreach (var value in values)
        {
            wire.Message(field, () =>
            {
                wire.Text(1, value.Name);
                wire.Message(2, () => wire.Message(1, () =>
                {
                    wire.Integer(1, (int)value.Element);
                    wire.Message(2, () => Shape(wire, value));
                }));
            });
        }
    }

    private static void Shape(WireWriter wire, OnnxValue value)
    {
        foreach (var dimension in value.Shape)
        {
            wire.Message(1, () =>
            {
                if (dimension.Size is { } size)
                {
                    wire.Integer(1, size);
                }
                else if (dimension.Name is { } name)
                {
                    wire.Text(2, name);
                }
            });
        }
    }

    private static void Node(WireWriter wire, OnnxNode node)
    {
        foreach (var input in node.Inputs)
        {
            wire.Text(1, input);
        }

        foreach (var output in node.Outputs)
        {
            wire.Text(2, output);
        }

        wire.Text(3, node.Name);
        wire.Text(4, node.Operator);
        foreach (var attribute in node.Attributes)
        {
            wire.Message(5, () => Attribute(wire, attribute));
        }

        wire.Text(7, node.Domain);
    }

    private static void Attribute(WireWriter wire, OnnxSetting attribute)
    {
        wire.Text(1, attribute.Name);
        switch (attribute)
        {
            case { Number: { } number }:
                wire.Number(2, number);
                wire.Integer(20, 1);
                break;
            case { Integer: { } integer }:
                wire.Integer(3, integer);
                wire.Integer(20, 2);
                break;
            case { Text: { } text }:
                wire.Text(4, text);
                wire.Integer(20, 3);
                break;
            case { Tensor: { } tensor }:
                wire.Message(5, () => Tensor(wire, tensor));
                wire.Integer(20, 4);
                break;
            case { Numbers: { } numbers }:
                foreach (var number in numbers)
                {
                    wire.Number(7, number);
                }

                wire.Integer(20, 6);
                break;
            case { Integers: { } integers }:
                foreach (var integer in integers)
                {
                    wire.Integer(8, integer);
                }

                wire.Integer(20, 7);
                break;
            default:
                throw new InvalidOperationException($"Attribute {attribute.Name} has no value.");
        }
    }

    private static void Tensor(WireWriter wire, OnnxTensor tensor)
    {
        foreach (var size in tensor.Shape)
        {
            wire.Integer(1, size);
        }

        wire.Integer(2, (int)tensor.Element);
        wire.Text(8, tensor.Name);
        wire.Data(9, tensor.Data.Span);
    }
}
