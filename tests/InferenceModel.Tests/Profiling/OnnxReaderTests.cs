using InferenceModel.Catalog;
using InferenceModel.Models;
using InferenceModel.Profiling.Layers;
using InferenceModel.Profiling.Onnx;
using Xunit;

namespace InferenceModel.Tests.Profiling;

public sealed class OnnxReaderTests
{
    private static readonly byte[] Good = OnnxWriter.Write(SeededWeights.Fill(SmallLayer(), 1)).ToArray();

    [Fact]
    public void Every_truncation_is_refused_with_a_reason() =>
        Assert.All(Enumerable.Range(0, 400).Select(i => (int)((long)Good.Length * i / 400)), length => Refused(Good.AsMemory(0, length)));

    [Fact]
    public void Damaged_files_are_read_or_refused_and_take_no_memory_to_speak_of()
    {
        var state = 88172645463325252UL;
        ulong Next()
        {
            // xorshift64 (Marsaglia, 2003): the same damage on every machine.
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            return state;
        }

        var most = 0L;
        for (var i = 0; i < 3000; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var file = (byte[])Good.Clone();
            var changes = 1 + (int)(Next() % 12UL);
            for (var j = 0; j < changes; j++)
            {
                // Half of the damage goes to the first bytes of the graph, where the structure is.
                var place = (int)(Next() % (ulong)(j % 2 == 0 ? Math.Min(file.Length, 3000) : file.Length));
                file[place] = (byte)(Next() & 0xFF);
            }

            try
            {
                OnnxReader.Read(file);
            }
            catch (OnnxFormatException exception)
            {
                Assert.NotEmpty(exception.Message);
            }

            most = Math.Max(most, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        // A packed list of one-byte numbers becomes eight bytes a number, twice while it grows: no single file may cost more than that.
        Assert.InRange(most, 1, (40L * Good.Length) + (1 << 20));
    }

    [Fact]
    public void Lengths_and_numbers_that_claim_too_much_are_refused_wherever_they_stand()
    {
        // Every byte of the structure in turn becomes the largest length there is, a number that never ends, and one of ten bytes with high bits.
        byte[][] claims = [[0xFF, 0xFF, 0xFF, 0xFF, 0x07], [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]];
        var refused = 0;
        foreach (var claim in claims)
        {
            for (var place = 0; place < Math.Min(Good.Length - claim.Length, 1500); place++)
            {
                var file = (byte[])Good.Clone();
                claim.CopyTo(file, place);
                var before = GC.GetAllocatedBytesForCurrentThread();
                try
                {
                    OnnxReader.Read(file);
                }
                catch (OnnxFormatException)
                {
                    refused++;
                }

                Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (40L * Good.Length) + (1 << 20));
            }
        }

        Assert.True(refused > 3000, $"{refused} of 4500 were refused");
    }

    [Fact]
    public void Deep_nesting_costs_no_depth_and_nested_graphs_are_refused()
    {
        // A message in a message, 5,000 deep, as a type, and as a graph within an attribute of a node.
        byte[] Nested(int field, int depth, byte[] inner)
        {
            var wire = new WireWriter(64);
            wire.Data(field, inner);
            var all = wire.Written.ToArray();
            for (var i = 1; i < depth; i++)
            {
                wire = new WireWriter(all.Length + 16);
                wire.Data(field, all);
                all = wire.Written.ToArray();
            }

            return all;
        }

        var deep = Nested(4, 5_000, [8, 1]);
        var wire = new WireWriter(1000);
        wire.Message(7, () =>
        {
            wire.Message(1, () =>
            {
                wire.Text(1, "x");
                wire.Text(2, "y");
                wire.Text(4, "Relu");
            });
            wire.Message(11, () =>
            {
                wire.Text(1, "x");
                wire.Data(2, deep);
            });
        });
        Assert.Single(OnnxReader.Read(wire.Written).Nodes);
        var nested = new WireWriter(1000);
        nested.Message(7, () => nested.Message(1, () =>
        {
            nested.Text(4, "If");
            nested.Message(5, () => nested.Data(6, deep));
        }));
        Assert.Contains("nested graphs", Refused(nested.Written), StringComparison.Ordinal);
    }

    [Fact]
    public void Data_in_another_file_is_refused()
    {
        var wire = new WireWriter(100);
        wire.Message(7, () => wire.Message(5, () =>
        {
            wire.Integer(1, 4);
            wire.Integer(2, 1);
            wire.Text(8, "weight");
            wire.Message(13, () =>
            {
                wire.Text(1, "location");
                wire.Text(2, "../../../etc/passwd");
            });
            wire.Integer(14, 1);
        }));
        Assert.Contains("another file", Refused(wire.Written), StringComparison.Ordinal);
    }

    [Fact]
    public void A_claim_of_two_gigabytes_is_refused()
    {
        var wire = new WireWriter(100);
        wire.Message(7, () => wire.Message(5, () =>
        {
            wire.Integer(1, 1L << 29);
            wire.Integer(2, 1);
            wire.Data(9, [1, 2, 3, 4]);
        }));
        Assert.Contains("claims", Refused(wire.Written), StringComparison.Ordinal);
        byte[] length = [0x3A, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0x01];
        Assert.Contains("claims 2147483647 bytes where 1 are left", Refused(length), StringComparison.Ordinal);
    }

    [Fact]
    public void A_cycle_is_refused()
    {
        OnnxNode Node(string read, string made) => new("Relu", string.Empty, made, [read], [made], []);
        var graph = new OnnxGraph("circle", [], [], [], [Node("a", "b"), Node("b", "a")]);
        Assert.Contains("cycle", Refused(OnnxWriter.Write(graph)), StringComparison.Ordinal);
        var twice = graph with { Inputs = [OnnxValue.Of("x", OnnxElement.Float32, 1L)], Nodes = [Node("x", "y"), Node("x", "y")] };
        Assert.Contains("made twice", Refused(OnnxWriter.Write(twice)), StringComparison.Ordinal);
        var orphan = graph with { Nodes = [Node("nowhere", "y")] };
        Assert.Contains("nothing makes", Refused(OnnxWriter.Write(orphan)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_absent_or_text_is_a_finding()
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<BadInputException>(() => OnnxReader.ReadFile(Path.Combine(folder.Path, "none.onnx")));
        Assert.Throws<BadInputException>(() => OnnxReader.ReadFile(folder.Write("text.onnx", "This is a text and no model.")));
    }

    private static string Refused(ReadOnlyMemory<byte> file) => Assert.Throws<OnnxFormatException>(() => OnnxReader.Read(file)).Message;

    private static OnnxGraph SmallLayer()
    {
        var layer = new DecoderLayer(new GroupedAttention(2, 1, 16, 16), new DenseFeedForward(16, true), 32, LayerFormats.Uniform(WeightFormat.Fp32));
        var model = new LanguageModel { Id = "small", Name = "small", HiddenSize = 16, VocabularySize = 10, MaximumContext = 8, Layers = [new LayerGroup(1, layer)], TiedEmbeddings = false, FinalNormParameters = 16 };
        return LayerGraphs.Layer(model, layer, new LayerGraphOptions(LayerPhase.Decode, Positions: 8));
    }
}
