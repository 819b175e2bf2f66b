using System.Collections.Immutable;
using InferenceModel.Catalog;
using InferenceModel.Units;

namespace InferenceModel.Profiling.Onnx;

/// <summary>
/// Reads an ONNX file that nobody vouches for: sizes and counts are bounded, data may lie in a file beside it and nowhere else, nested graphs and
/// functions are refused, and the nodes must form a graph without cycles. Data of tensors is not copied.
/// </summary>
public static class OnnxReader
{
    private const int MostNodes = 200_000;
    private const int MostValues = 400_000;
    private const int MostEntries = 1 << 20;
    private const int MostDimensions = 16;

    /// <summary>What names begin with that are given to open dimensions of inputs without one.</summary>
    internal const char Nameless = '?';

    /// <summary>The largest file read: that of protocol buffers.</summary>
    public static readonly Bytes LargestFile = Bytes.OfGibi(2);

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="BadInputException">The file cannot be used; the finding says why.</exception>
    public static OnnxGraph ReadFile(string path)
    {
        try
        {
            var info = new FileInfo(path);
            if (!info.Exists)
            {
                throw new OnnxFormatException("there is no such file");
            }

            return Bytes.Of(info.Length) > LargestFile
                ? throw new OnnxFormatException($"the file has {Bytes.Of(info.Length)}; at most {LargestFile} are read")
                : Read(File.ReadAllBytes(path), new ExternalData(info.DirectoryName ?? string.Empty));
        }
        catch (Exception exception) when (exception is OnnxFormatException or IOException or UnauthorizedAccessException)
        {
            throw new BadInputException(new Finding(path, 0, 0, "ONNX", string.Empty, exception.Message));
        }
    }

    /// <summary>Reads a model from memory.</summary>
    /// <param name="file">The file's bytes; the graph keeps them alive.</param>
    /// <exception cref="OnnxFormatException">The file cannot be used.</exception>
    public static OnnxGraph Read(ReadOnlyMemory<byte> file) => Read(file, null);

    private static OnnxGraph Read(ReadOnlyMemory<byte> file, ExternalData? beside)
    {
        var wire = new WireReader(file.Span);
        OnnxGraph? graph = null;
        var sets = ImmutableSortedDictionary.CreateBuilder<string, long>(StringComparer.Ordinal);
        while (wire.Next())
        {
            switch (wire.Field)
            {
                case 7:
                    graph = graph is null ? Graph(file, wire.Data(), beside) : throw new OnnxFormatException("two graphs in one model");
                    break;
                case 8:
                    OperatorSet(wire.Data(), sets);
                    break;
                case 25:
                    throw new OnnxFormatException("functions are not read; inline them when exporting");
                default:
                    wire.Skip();
                    break;
            }
        }

        if (graph is null || graph.Nodes.IsEmpty)
        {
            throw new OnnxFormatException("there is no graph in it");
        }

        return Named(GraphOrder.Sorted(graph with { OperatorSets = sets.ToImmutable() }));
    }

    /// <summary>Gives nodes a name of their own and open dimensions of inputs a name, where they have none.</summary>
    private static OnnxGraph Named(OnnxGraph graph)
    {
        var taken = new HashSet<string>(graph.Nodes.Length, StringComparer.Ordinal);
        var nodes = graph.Nodes.ToBuilder();
        var isRenamed = false;
        for (var i = 0; i < nodes.Count; i++)
        {
            if (nodes[i].Name.Length == 0 || !taken.Add(nodes[i].Name))
            {
                nodes[i] = nodes[i] with { Name = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{nodes[i].Operator} #{i}") };
                isRenamed = true;
                taken.Add(nodes[i].Name);
            }
        }

        OnnxDimension Open(OnnxValue value, OnnxDimension dimension, int place) =>
            dimension is { Size: null, Name: null or "" } ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Nameless}{place} of {value.Name}") : dimension;
        return graph with
        {
            Nodes = nodes.ToImmutable(),
            HasNamesOfOurs = isRenamed,
            Inputs = [.. graph.Inputs.Select(input => input with { Shape = [.. input.Shape.Select((dimension, place) => Open(input, dimension, place))] })],
        };
    }

    private static OnnxGraph Graph(ReadOnlyMemory<byte> file, ReadOnlySpan<byte> message, ExternalData? beside)
    {
        var wire = new WireReader(message);
        var name = string.Empty;
        var nodes = ImmutableArray.CreateBuilder<OnnxNode>();
        var constants = ImmutableArray.CreateBuilder<OnnxTensor>();
        var (inputs, outputs, stated) = (ImmutableArray.CreateBuilder<OnnxValue>(), ImmutableArray.CreateBuilder<OnnxValue>(), ImmutableArray.CreateBuilder<OnnxValue>());
        while (wire.Next())
        {
            switch (wire.Field)
            {
                case 1:
                    nodes.Add(Node(file, wire.Data(), beside));
                    break;
                case 2:
                    name = wire.Text();
                    break;
                case 5:
                    constants.Add(OnnxTensorReader.Read(file, wire.Data(), beside));
                    break;
                case 11:
                    inputs.Add(Value(wire.Data()));
                    break;
                case 12:
                    outputs.Add(Value(wire.Data()));
                    break;
                case 13:
                    stated.Add(Value(wire.Data()));
                    break;
                case 15:
                    throw new OnnxFormatException("sparse tensors are not read");
                default:
                    wire.Skip();
                    break;
            }

            if (nodes.Count > MostNodes || constants.Count + inputs.Count + outputs.Count + stated.Count > MostValues)
            {
                throw new OnnxFormatException($"more than {MostNodes} nodes or {MostValues} values");
            }
        }

        // Files before version 4 of the format list constants among the inputs.
        var known = constants.Select(tensor => tensor.Name).ToHashSet(StringComparer.Ordinal);
        return new OnnxGraph(name, [.. inputs.Where(input => !known.Contains(input.Name))], outputs.ToImmutable(), constants.ToImmutable(), nodes.ToImmutable()) { Stated = stated.ToImmutable() };
    }

    private static void OperatorSet(ReadOnlySpan<byte> message, ImmutableSortedDictionary<string, long>.Builder sets)
    {
        var wire = new WireReader(message);
        var (domain, version) = (string.Empty, 0L);
        while (wire.Next())
        {
            switch (wire.Field)
            {
                case 1:
                    domain = wire.Text();
                    break;
                case 2:
                    version = wire.Integer();
                    break;
                default:
                    wire.Skip();
                    break;
            }
        }

        sets[domain == "ai.onnx" ? string.Empty : domain] = version;
    }

    private static OnnxNode Node(ReadOnlyMemory<byte> file, ReadOnlySpan<byte> message, ExternalData? beside)
    {
        var wire = new WireReader(message);
        var (kind, domain, name) = (string.Empty, string.Empty, string.Empty);
        var (inputs, outputs) = (ImmutableArray.CreateBuilder<string>(), ImmutableArray.CreateBuilder<string>());
        var settings = ImmutableArray.CreateBuilder<OnnxSetting>();
        while (wire.Next())
        {
            switch (wire.Field)
            {
                case 1:
                    inputs.Add(wire.Text());
                    break;
                case 2:
                    outputs.Add(wire.Text());
                    break;
                case 3:
                    name = wire.Text();
                    break;
                case 4:
                    kind = wire.Text();
                    break;
                case 5:
                    settings.Add(Setting(file, wire.Data(), beside));
                    break;
                case 7:
                    domain = wire.Text();
                    break;
                default:
                    wire.Skip();
                    break;
            }
        }

        return kind.Length == 0
            ? throw new OnnxFormatException("a node without an operator")
            : new OnnxNode(kind, domain == "ai.onnx" ? string.Empty : domain, name, inputs.ToImmutable(), outputs.ToImmutable(), settings.ToImmutable());
    }

    private static OnnxSetting Setting(ReadOnlyMemory<byte> file, ReadOnlySpan<byte> message, ExternalData? beside)
    {
        var wire = new WireReader(message);
        var setting = new OnnxSetting(string.Empty);
        var (integers, numbers) = (new List<long>(), new List<float>());
        while (wire.Next())
        {
            switch (wire.Field)
            {
                case 1:
                    setting = setting with { Name = wire.Text() };
                    break;
                case 2:
                    setting = setting with { Number = wire.Number() };
                    break;
                case 3:
                    setting = setting with { Integer = wire.Integer() };
                    break;
                case 4:
                    setting = setting with { Text = wire.Text() };
                    break;
                case 5:
                    setting = setting with { Tensor = OnnxTensorReader.Read(file, wire.Data(), beside) };
                    break;
                case 6 or 11:
                    throw new OnnxFormatException("nested graphs (If, Loop, Scan) are not read; export prompts and decoding without a merged decoder");
                case 7:
                    wire.Numbers(numbers, MostEntries);
                    break;
                case 8:
                    wire.Integers(integers, MostEntries);
                    break;
                default:
                    wire.Skip();
                    break;
            }
        }

        return setting with
        {
            Integers = integers.Count > 0 ? [.. integers] : null,
            Numbers = numbers.Count > 0 ? [.. numbers] : null,
        };
    }

    /// <summary>ValueInfoProto: name, and type - tensor type - element type and shape.</summary>
    private static OnnxValue Value(ReadOnlySpan<byte> message)
    {
        var wire = new WireReader(message);
        var value = new OnnxValue(string.Empty, OnnxElement.None, []);
        while (wire.Next())
        {
            switch (wire.Field)
            {
                case 1:
                    value = value with { Name = wire.Text() };
                    break;
                case 2:
                    var type = new WireReader(wire.Data());
                    while (type.Next())
                    {
                        if (type.Field == 1)
                        {
                            value = TensorType(value, type.Data());
                        }
                        else
                        {
                            type.Skip();
                        }
                    }

                    break;
                default:
                    wire.Skip();
                    break;
            }
        }

        return value;
    }

    private static OnnxValue TensorType(OnnxValue value, ReadOnlySpan<byte> message)
    {
        var wire = new WireReader(message);
        while (wire.Next())
        {
            if (wire.Field == 1)
            {
                value = value with { Element = (OnnxElement)wire.Integer() };
            }
            else if (wire.Field == 2)
            {
                var shape = new WireReader(wire.Data());
                var sizes = ImmutableArray.CreateBuilder<OnnxDimension>();
                while (shape.Next())
                {
                    sizes.Add(shape.Field == 1 ? Dimension(shape.Data()) : throw new OnnxFormatException("a shape that is none"));
                    if (sizes.Count > MostDimensions)
                    {
                        throw new OnnxFormatException($"a shape of more than {MostDimensions} dimensions");
                    }
                }

                value = value with { Shape = sizes.ToImmutable() };
            }
            else
            {
                wire.Skip();
            }
        }

        return value;
    }

    private static OnnxDimension Dimension(ReadOnlySpan<byte> message)
    {
        var wire = new WireReader(message);
        OnnxDimension dimension = default;
        while (wire.Next())
        {
            switch (wire.Field)
            {
                case 1:
                    dimension = wire.Integer() is >= 0 and <= 1L << 40 and var size ? size : throw new OnnxFormatException("a dimension that is negative or absurd");
                    break;
                case 2:
                    dimension = wire.Text();
                    break;
                default:
                    wire.Skip();
                    break;
            }
        }

        return dimension;
    }
}
