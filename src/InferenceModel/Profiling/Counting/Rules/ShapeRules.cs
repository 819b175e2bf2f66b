using InferenceModel.Profiling.Onnx;

namespace InferenceModel.Profiling.Counting.Rules;

/// <summary>Shapes of outputs from shapes of inputs, operator by operator.</summary>
internal static class ShapeRules
{
    /// <summary>What is known of a node's outputs; empty where the operator is not followed.</summary>
    /// <param name="node">The node.</param>
    /// <param name="reads">What is known of its inputs.</param>
    public static ValueFacts?[] Of(OnnxNode node, ValueFacts?[] reads)
    {
        var first = reads.Length > 0 ? reads[0] : null;
        return node.Operator switch
        {
            "MatMul" or "Gemm" or "FusedMatMul" => [Product(node, first!, reads[1]!)],
            "DynamicQuantizeMatMul" or "MatMulInteger" or "MatMulIntegerToFloat" => [first! with { Sizes = [.. first!.Sizes[..^1], reads[1]!.Width], Known = null }],
            "MatMulNBits" => [first! with { Sizes = [.. first!.Sizes[..^1], node.Integer("N", 0)] }],
            "GroupQueryAttention" or "MultiHeadAttention" or "Attention" => AttentionRules.Of(node, reads),
            "DequantizeLinear" => [first! with { Element = reads[1]!.Element, Known = null, StoredBits = StoredBits(first!, reads[1]!) }],
            "QuantizeLinear" => [first! with { Element = reads.Length > 2 && reads[2] is { } zero ? zero.Element : OnnxElement.UInt8, Known = null }],
            "DynamicQuantizeLinear" => [first! with { Element = OnnxElement.UInt8, Known = null }, new ValueFacts(OnnxElement.Float32, []), new ValueFacts(OnnxElement.UInt8, [])],
            "SkipSimplifiedLayerNormalization" or "SkipLayerNormalization" => [first, null, null, first],
            "SimplifiedLayerNormalization" or "LayerNormalization" or "RMSNormalization" => [first],
            "EmbedLayerNormalization" => [new ValueFacts(reads[2]!.Element, [.. first!.Sizes, reads[2]!.Width])],
            "ScatterND" or "ScatterElements" or "RotaryEmbedding" or "Softmax" or "Sigmoid" or "Tanh" or "Erf" or "Gelu" or "FastGelu" or "QuickGelu" or "Relu" or "Sqrt" or "Neg" or "Cos" or "Sin"
                or "Exp" or "Identity" or "Dropout" or "Clip" or "Trilu" or "IsNaN" or "Not" or "Reciprocal" or "Abs" or "CumSum" or "Softplus" or "Floor" or "Ceil" or "Round" or "Sign"
                or "Log" or "LogSoftmax" or "Elu" or "LeakyRelu" or "HardSigmoid" or "Swish" or "Mish" or "IsInf" => [first! with { Known = node.Operator == "Identity" ? first.Known : null }],
            "Cast" => [first! with { Element = (OnnxElement)node.Integer("to", 0) }],
            "TopK" => TopK(first!, reads[1]!),
            "Equal" or "Greater" or "Less" or "GreaterOrEqual" or "LessOrEqual" or "And" or "Or" => [Broadcast(node, first!, reads[1]!) with { Element = OnnxElement.Bool }],
            "Where" => [Choice(node, first!, reads[1]!, reads[2]!)],
            "Add" or "Sub" or "Mul" or "Div" or "Pow" or "Min" or "Max" or "BiasGelu" or "Mod" => [Broadcast(node, first!, reads[1]!)],
            _ => ViewRules.Of(node, reads),
        };
    }

    private static ValueFacts Product(OnnxNode node, ValueFacts left, ValueFacts right)
    {
        if (node.Operator == "Gemm")
        {
            return left with { Sizes = [node.Integer("transA", 0) != 0 ? left.Sizes[1] : left.Sizes[0], node.Integer("transB", 0) != 0 ? right.Sizes[0] : right.Sizes[1]], Known = null };
        }

        var inner = left.Width;
        if (left.Sizes.Length == 0 || right.Sizes.Length < 2 || right.Sizes[^2] != inner)
        {
            throw new ArgumentException("Inner sizes differ.");
        }

        double[] outer = [.. Outer(left.Sizes[..^2], right.Sizes[..^2])];
        return left with { Sizes = [.. outer, left.Sizes[^2], right.Width], Known = null };
    }

    /// <summary>A number with its share of the scale: one for a block, for a row, or for all.</summary>
    private static double StoredBits(ValueFacts packed, ValueFacts scale)
    {
        var bits = (int)packed.Element is 21 or 22 ? 4 : 8.0 * packed.Element.Width();
        return bits + (8.0 * scale.Element.Width() * scale.Count / Math.Max(1, packed.Count));
    }

    private static ValueFacts Choice(OnnxNode node, ValueFacts condition, ValueFacts yes, ValueFacts no)
    {
        var sizes = Broadcast(node, Broadcast(node, condition, yes), no) with { Element = yes.Element, Known = null };
        if (condition.Known is not { } which || yes.Known is not { } first || no.Known is not { } second || sizes.Sizes.Length > 1)
        {
            return sizes;
        }

        var count = (int)sizes.Count;
        double At(double[] numbers, int i) => numbers[numbers.Length == 1 ? 0 : i];
        return sizes with { Known = [.. Enumerable.Range(0, count).Select(i => At(which, i) != 0 ? At(first, i) : At(second, i))] };
    }

    private static ValueFacts?[] TopK(ValueFacts scores, ValueFacts number)
    {
        var kept = number.Known![0];
        double[] sizes = [.. scores.Sizes[..^1], kept];
        var tokens = scores.Count / scores.Width;
        return [scores with { Sizes = sizes, Known = null }, new ValueFacts(OnnxElement.Int64, sizes) { Routing = (scores.Width, kept, tokens) }];
    }

    private static ValueFacts Broadcast(OnnxNode node, ValueFacts left, ValueFacts right)
    {
        double[] sizes = [.. Outer(left.Sizes, right.Sizes)];
        double[]? known = null;
        if (left.Known is { } first && right.Known is { } second && sizes.Length <= 1)
        {
            var count = Math.Max(first.Length, second.Length);
            known = [.. Enumerable.Range(0, count).Select(i => Compute(node.Operator, first[first.Length == 1 ? 0 : i], second[second.Length == 1 ? 0 : i]))];
        }

        return left with { Sizes = sizes, Known = known, Routing = left.Routing ?? right.Routing };
    }

    private static double Compute(string kind, double left, double right) => kind switch
    {
        "Add" => left + right,
        "Sub" => left - right,
        "Mul" => left * right,
        "Div" => Math.Floor(left / right),
        "Min" => Math.Min(left, right),
        "Max" => Math.Max(left, right),
        "Equal" => left == right ? 1 : 0,
        _ => double.NaN,
    };

    private static IEnumerable<double> Outer(double[] left, double[] right)
    {
        var rank = Math.Max(left.Length, right.Length);
        for (var i = rank; i > 0; i--)
        {
            var first = i <= left.Length ? left[^i] : 1;
            var second = i <= right.Length ? right[^i] : 1;
            yield return first == second || second == 1 ? first : first == 1 ? second : throw new ArgumentException("Sizes do not fit.");
        }
    }
}
