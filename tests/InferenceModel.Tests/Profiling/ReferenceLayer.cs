using System.Runtime.InteropServices;
using InferenceModel.Models;
using InferenceModel.Profiling.Layers;
using InferenceModel.Profiling.Onnx;

namespace InferenceModel.Tests.Profiling;

/// <summary>A layer in plain C#, one sequence at a time, in 64 bits: slow, and easy to read.</summary>
internal sealed class ReferenceLayer(LanguageModel model, DecoderLayer layer, OnnxGraph graph, ulong seed)
{
    private readonly bool isLayerNorm = model.FinalNormParameters >= 2L * model.HiddenSize;

    /// <summary>Outputs of one whole sequence: what joins the stream next, and the stream.</summary>
    public (double[][] Hidden, double[][] Residual) Run(double[][] hidden, double[][] residual)
    {
        var sum = Add(hidden, residual);
        var normed = Norm("input_norm", sum);
        var mixed = layer.Mixer is LatentAttention latent ? Latent(latent, normed) : Grouped((GroupedAttention)layer.Mixer!, normed);
        if (layer.IsParallel)
        {
            return (Add(mixed, FeedForward(Norm("post_norm", sum))), sum);
        }

        var next = Add(mixed, sum);
        return (FeedForward(Norm("post_norm", next)), next);
    }

    private double[][] FeedForward(double[][] rows) => layer.FeedForward switch
    {
        DenseFeedForward dense => [.. rows.Select(row => Block("mlp", row, dense.IsGated, dense.HasBias))],
        MixtureFeedForward mixture => [.. rows.Select(row => Mixture(mixture, row))],
        _ => throw new InvalidOperationException(),
    };

    private double[] Mixture(MixtureFeedForward mixture, double[] row)
    {
        var logits = Project("router", row);
        var best = logits.Index().OrderByDescending(pair => pair.Item).Take(mixture.ExpertsPerToken).ToList();
        var total = best.Sum(pair => Math.Exp(pair.Item));
        var sum = mixture.SharedIntermediateSize > 0 ? Block("shared", row, mixture.IsGated, false) : new double[row.Length];
        foreach (var (expert, logit) in best)
        {
            var made = Block($"expert.{expert}", row, mixture.IsGated, mixture.HasExpertBias);
            sum = [.. sum.Zip(made, (old, more) => old + (more * Math.Exp(logit) / total))];
        }

        return sum;
    }

    private double[] Block(string name, double[] row, bool isGated, bool hasBias)
    {
        var up = Project(isGated ? $"{name}.gate_up" : $"{name}.up", row);
        up = hasBias ? Add(up, Weight($"{name}.up.bias")) : up;
        var width = up.Length / 2;
        double[] active = isGated
            ? [.. Enumerable.Range(0, width).Select(i => up[i] / (1 + Math.Exp(-up[i])) * up[width + i])]
            : [.. up.Select(x => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x)))))];
        var down = Project($"{name}.down", active);
        return hasBias ? Add(down, Weight($"{name}.down.bias")) : down;
    }

    private double[][] Grouped(GroupedAttention attention, double[][] rows)
    {
        var (heads, keyHeads, width) = (attention.QueryHeads, attention.KeyHeads, attention.KeyDimension);
        var gate = attention.OutputGate ? heads * width : 0;
        var all = rows.Select(row => attention.InputBias ? Add(Project("qkv", row), Weight("qkv.bias")) : Project("qkv", row)).ToArray();
        double[] Head(int token, int start, int head, string norm, bool turns)
        {
            var part = all[token][(start + (head * width))..(start + ((head + 1) * width))];
            part = norm.Length > 0 && attention.Normalisation == QueryKeyNorm.PerHead ? NormRow(norm, part, false) : part;
            return turns && model.PositionRows == 0 ? Turn(part, token) : part;
        }

        var (keyStart, valueStart) = ((heads * width) + gate, (heads * width) + gate + (keyHeads * width));
        return [.. Enumerable.Range(0, rows.Length).Select(token =>
        {
            var mixed = new double[heads * width];
            for (var head = 0; head < heads; head++)
            {
                var keyHead = head * keyHeads / heads;
                var from = attention.SlidingWindow is { } window ? Math.Max(0, token + 1 - window) : 0;
                var query = Head(token, 0, head, "q_norm", turns: true);
                var keys = Enumerable.Range(from, token + 1 - from).ToArray();
                Attend(query, [.. keys.Select(key => Head(key, keyStart, keyHead, "k_norm", turns: true))], [.. keys.Select(key => Head(key, valueStart, keyHead, string.Empty, turns: false))], width)
                    .CopyTo(mixed, head * width);
            }

            mixed = attention.OutputGate ? [.. mixed.Select((x, i) => x / (1 + Math.Exp(-all[token][(heads * width) + i])))] : mixed;
            var made = Project("o", mixed);
            return attention.OutputBias ? Add(made, Weight("o.bias")) : made;
        })];
    }

    private double[][] Latent(LatentAttention attention, double[][] rows)
    {
        var (heads, rank, rope, content, value) = (attention.QueryHeads, attention.KeyValueRank, attention.RotaryDimension, attention.ContentDimension, attention.ValueDimension);
        var first = attention.QueryRank ?? (heads * attention.KeyDimension);
        var down = rows.Select(row => Project("down", row)).ToArray();
        var queries = down.Select(row => attention.QueryRank is null ? row[..first] : Project("q_b", NormRow("q_a_norm", row[..first], false))).ToArray();
        var expanded = down.Select(row => Project("kv_b", NormRow("kv_a_norm", row[first..(first + rank)], false))).ToArray();
        var turned = down.Select((row, token) => Turn(row[(first + rank)..], token)).ToArray();
        return [.. Enumerable.Range(0, rows.Length).Select(token =>
        {
            var mixed = new double[heads * value];
            for (var head = 0; head < heads; head++)
            {
                var start = head * attention.KeyDimension;
                double[] query = [.. queries[token][start..(start + content)], .. Turn(queries[token][(start + content)..(start + content + rope)], token)];
                var at = head * (content + value);
                double[][] keys = [.. Enumerable.Range(0, token + 1).Select(key => (double[])[.. expanded[key][at..(at + content)], .. turned[key]])];
                double[][] values = [.. Enumerable.Range(0, token + 1).Select(key => expanded[key][(at + content)..(at + content + value)])];
                Attend(query, keys, values, attention.KeyDimension).CopyTo(mixed, head * value);
            }

            return Project("o", mixed);
        })];
    }

    private static double[] Attend(double[] query, double[][] keys, double[][] values, int width)
    {
        var scores = keys.Select(key => Math.Exp(key.Zip(query, (a, b) => a * b).Sum() / Math.Sqrt(width))).ToArray();
        var total = scores.Sum();
        return [.. Enumerable.Range(0, values[0].Length).Select(i => values.Select((value, j) => value[i] * scores[j] / total).Sum())];
    }

    private static double[] Turn(double[] part, int position)
    {
        var half = part.Length / 2;
        var result = new double[part.Length];
        for (var i = 0; i < half; i++)
        {
            var angle = position * Math.Pow(10000, -(double)i / half);
            result[i] = (part[i] * Math.Cos(angle)) - (part[half + i] * Math.Sin(angle));
            result[half + i] = (part[half + i] * Math.Cos(angle)) + (part[i] * Math.Sin(angle));
        }

        return result;
    }

    private double[][] Norm(string name, double[][] rows) => [.. rows.Select(row => NormRow(name, row, isLayerNorm))];

    private double[] NormRow(string name, double[] row, bool centres)
    {
        var mean = centres ? row.Average() : 0;
        var root = Math.Sqrt(row.Average(x => (x - mean) * (x - mean)) + 1e-5);
        var gain = Weight($"{name}.gain");
        var bias = centres ? Weight($"{name}.bias") : new double[row.Length];
        return [.. row.Select((x, i) => ((x - mean) / root * gain[i]) + bias[i])];
    }

    private double[] Project(string name, double[] row)
    {
        var input = graph.FindInput($"w.{name}")!;
        var matrix = Matrix(name, input);
        var result = new double[matrix[0].Length];
        for (var i = 0; i < row.Length; i++)
        {
            for (var j = 0; j < result.Length; j++)
            {
                result[j] += row[i] * matrix[i][j];
            }
        }

        return result;
    }

    /// <summary>The weight as [inputs, outputs], unpacked where it is quantised.</summary>
    private double[][] Matrix(string name, OnnxValue input)
    {
        var tensor = SeededWeights.Make(input, seed);
        var shape = tensor.Shape;
        switch (input.Element)
        {
            case OnnxElement.UInt8:
                var scales = Weight($"{name}.scale");
                var packed = tensor.Data.ToArray();
                var (outputs, groups, half) = ((int)shape[0], (int)shape[1], (int)shape[2]);
                return [.. Enumerable.Range(0, groups * half * 2).Select(i => Enumerable.Range(0, outputs).Select(n =>
                {
                    var group = i / (2 * half);
                    var both = packed[(n * groups * half) + (i / 2)];
                    return ((i % 2 == 0 ? both & 15 : both >> 4) - 8) * scales[(n * groups) + group];
                }).ToArray())];
            case OnnxElement.Int8:
                var scale = Weight($"{name}.scale");
                var bytes = MemoryMarshal.Cast<byte, sbyte>(tensor.Data.Span).ToArray();
                return [.. Enumerable.Range(0, (int)shape[0]).Select(i => Enumerable.Range(0, (int)shape[1]).Select(n => bytes[(i * shape[1]) + n] * scale[n]).ToArray())];
            default:
                var numbers = MemoryMarshal.Cast<byte, float>(tensor.Data.Span).ToArray();
                return [.. Enumerable.Range(0, (int)shape[0]).Select(i => numbers[(int)(i * shape[1])..(int)((i + 1) * shape[1])].Select(x => (double)x).ToArray())];
        }
    }

    private double[] Weight(string name)
    {
        var tensor = SeededWeights.Make(graph.FindInput($"w.{name}")!, seed);
        return [.. MemoryMarshal.Cast<byte, float>(tensor.Data.Span).ToArray().Select(x => (double)x)];
    }

    private static double[] Add(double[] left, double[] right) => [.. left.Zip(right, (a, b) => a + b)];

    private static double[][] Add(double[][] left, double[][] right) => [.. left.Zip(right, Add)];
}
