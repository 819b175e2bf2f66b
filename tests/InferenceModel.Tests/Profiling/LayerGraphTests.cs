using InferenceModel.Models;
using InferenceModel.Profiling.Layers;
using InferenceModel.Profiling.Onnx;
using InferenceModel.Profiling.Running;
using Xunit;

namespace InferenceModel.Tests.Profiling;

public sealed class LayerGraphTests
{
    private const ulong Seed = 7;
    private const int Hidden = 64;
    private const int Tokens = 6;

    private static readonly Dictionary<string, (SequenceMixer Mixer, FeedForward FeedForward, WeightFormat Format, bool LayerNorm, bool Parallel, double Tolerance)> Cases = new()
    {
        ["grouped, gated"] = (new GroupedAttention(4, 2, 16, 16), new DenseFeedForward(96, true), WeightFormat.Fp32, false, false, 2e-4),
        ["multi-head, layer norm"] = (new GroupedAttention(4, 4, 16, 16) { InputBias = true, OutputBias = true }, new DenseFeedForward(96, false, true), WeightFormat.Fp32, true, false, 2e-3),
        ["parallel"] = (new GroupedAttention(4, 4, 16, 16), new DenseFeedForward(96, false), WeightFormat.Fp32, true, true, 2e-3),
        ["head norms, gate, window"] = (new GroupedAttention(4, 2, 32, 32) { Normalisation = QueryKeyNorm.PerHead, OutputGate = true, SlidingWindow = 3 }, new DenseFeedForward(96, true), WeightFormat.Fp32, false, false, 2e-4),
        ["mixture, shared expert"] = (new GroupedAttention(4, 1, 16, 16), new MixtureFeedForward(4, 2, 32, true) { SharedIntermediateSize = 64 }, WeightFormat.Fp32, false, false, 2e-4),
        ["latent"] = (new LatentAttention(4, 32, 32, 16, 16, 16), new DenseFeedForward(96, true), WeightFormat.Fp32, false, false, 2e-4),
        ["int4"] = (new GroupedAttention(4, 2, 16, 16), new DenseFeedForward(96, true), WeightFormat.Int4Group32, false, false, 2e-2),
        ["int8"] = (new GroupedAttention(4, 2, 16, 16), new DenseFeedForward(96, true), WeightFormat.Int8, false, false, 6e-2),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_layer_agrees_with_plain_code_and_decoding_with_the_whole_prompt(string name)
    {
        var (mixer, feedForward, format, layerNorm, parallel, tolerance) = Cases[name];
        var layer = new DecoderLayer(mixer, feedForward, 2 * Hidden, LayerFormats.Uniform(format)) { IsParallel = parallel };
        var model = Model(layer, layerNorm);
        var graph = LayerGraphs.Layer(model, layer, new LayerGraphOptions(LayerPhase.Prefill, Positions: 32));
        var (hidden, residual) = (Numbers(1, Tokens), Numbers(2, Tokens));
        var expected = new ReferenceLayer(model, layer, graph, Seed).Run(hidden, residual);

        using var session = new ModelSession(SeededWeights.Fill(graph, Seed), new RuntimeOptions(1));
        using var whole = Shape(session, Tokens, Tokens);
        Feed(whole, hidden, residual, 0);
        whole.Run();
        Close(expected.Residual, whole["residual_out"], tolerance, 0);
        Close(expected.Hidden, whole["hidden_out"], tolerance, 0);

        // The prompt but its last token, then that token by itself.
        using var first = Shape(session, Tokens - 1, Tokens);
        Feed(first, hidden[..^1], residual[..^1], 0);
        first.Run();
        Close(expected.Hidden[..^1], first["hidden_out"], tolerance, 0);
        Decode(model, layer, session, first, (hidden[^1], residual[^1]), expected, tolerance);
    }

    [Fact]
    public void A_layer_file_takes_a_few_kilobytes_and_reads_back_as_written()
    {
        var model = Repository.Model("llama-3.1-8b");
        var graph = LayerGraphs.Layer(model, model.Layers[0].Layer, new LayerGraphOptions(LayerPhase.Decode));
        var bytes = OnnxWriter.Write(graph);
        Assert.InRange(bytes.Length, 1000, 8000);
        var read = OnnxReader.Read(bytes);
        Assert.True(bytes.Span.SequenceEqual(OnnxWriter.Write(read).Span));
    }

    [Fact]
    public void Ranks_of_a_tensor_parallel_layer_sum_to_the_whole_in_size()
    {
        var model = Repository.Model("gpt2-124m").WithPrecision(WeightFormat.Fp32);
        long Parameters(int tensor) => LayerGraphs.Layer(model, model.Layers[0].Layer, new LayerGraphOptions(LayerPhase.Decode, TensorParallel: tensor)).Inputs
            .Where(input => input.Name.StartsWith("w.", StringComparison.Ordinal) && input.Shape.Length == 2).Sum(input => input.Shape[0].Size!.Value * input.Shape[1].Size!.Value);
        Assert.Equal(Parameters(1), 2 * Parameters(2));
    }

    private static void Decode(
        LanguageModel model, DecoderLayer layer, ModelSession prompt, GraphRun first, (double[] Hidden, double[] Residual) last, (double[][] Hidden, double[][] Residual) expected, double tolerance)
    {
        if (layer.Mixer is LatentAttention)
        {
            var graph = LayerGraphs.Layer(model, layer, new LayerGraphOptions(LayerPhase.Decode, Positions: 32));
            using var decoding = new ModelSession(SeededWeights.Fill(graph, Seed), new RuntimeOptions(1));
            using var step = new GraphRun(decoding, new Dictionary<string, long> { ["batch"] = 1, ["tokens"] = 1, ["cache"] = Tokens - 1, ["total"] = Tokens });
            first["present.latent"].Numbers.CopyTo(step["past.latent"].Numbers);
            Feed(step, [last.Hidden], [last.Residual], Tokens - 1);
            step.Run();
            Close(expected.Hidden[^1..], step["hidden_out"], tolerance, 0);
            return;
        }

        using var next = new GraphRun(prompt, new Dictionary<string, long> { ["batch"] = 1, ["tokens"] = 1, ["cache"] = Tokens }, new Dictionary<string, BoundTensor> { ["key"] = first["past.key"], ["value"] = first["past.value"] });
        Feed(next, [last.Hidden], [last.Residual], Tokens - 1);
        next.Run();
        Close(expected.Hidden[^1..], next["hidden_out"], tolerance, 0);
    }

    private static GraphRun Shape(ModelSession session, int tokens, int cache) =>
        new(session, new Dictionary<string, long> { ["batch"] = 1, ["tokens"] = tokens, ["cache"] = cache });

    private static void Feed(GraphRun run, double[][] hidden, double[][] residual, int past)
    {
        Copy(hidden, run["hidden"].Numbers);
        Copy(residual, run["residual"].Numbers);
        if (run.Has("last_token"))
        {
            run["last_token"].SmallIntegers.Fill(past + hidden.Length - 1);
            run["longest"].SmallIntegers.Fill(past + hidden.Length);
        }

        if (run.Has("position"))
        {
            run["position"].Integers.Fill(past);
        }
    }

    private static void Copy(double[][] rows, Span<float> into)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            for (var j = 0; j < rows[i].Length; j++)
            {
                into[(i * rows[i].Length) + j] = (float)rows[i][j];
            }
        }
    }

    private static void Close(double[][] expected, BoundTensor actual, double tolerance, int from)
    {
        var numbers = actual.Numbers.ToArray();
        var scale = expected.SelectMany(row => row).Max(Math.Abs);
        for (var i = 0; i < expected.Length; i++)
        {
            for (var j = 0; j < expected[i].Length; j++)
            {
                Assert.True(Math.Abs(expected[i][j] - numbers[((i + from) * expected[i].Length) + j]) <= tolerance * scale, $"token {i}, feature {j}: {expected[i][j]} and {numbers[((i + from) * expected[i].Length) + j]}");
            }
        }
    }

    private static double[][] Numbers(int salt, int rows) =>
        [.. Enumerable.Range(0, rows).Select(i => Enumerable.Range(0, Hidden).Select(j => (double)(float)Math.Sin((i * 1.7) + (j * 0.37) + salt)).ToArray())];

    private static LanguageModel Model(DecoderLayer layer, bool layerNorm) => new()
    {
        Id = "small",
        Name = "small",
        HiddenSize = Hidden,
        VocabularySize = 100,
        MaximumContext = 32,
        Layers = [new LayerGroup(1, layer)],
        TiedEmbeddings = false,
        FinalNormParameters = layerNorm ? 2 * Hidden : Hidden,
    };
}
