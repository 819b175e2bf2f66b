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
            "GroupQueryAttention" => CachedAttention(node, reads),
            "MultiHeadAttention" => [first! with { Sizes = [.. first!.Sizes[..^1], reads.Length > 2 && reads[2] is { } value ? value.Width : first.Width] }],
            "SkipSimplifiedLayerNormalization" or "SkipLayerNormalization" => [first, null, null, first],
            "SimplifiedLayerNormalization" or "LayerNormalization" or "RMSNormalization" => [first],
            "ScatterND" or "ScatterElements" or "RotaryEmbedding" or "Softmax" or "Sigmoid" or "Tanh" or "Erf" or "Gelu" or "FastGelu" or "QuickGelu" or "Relu" or "Sqrt" or "Neg" or "Cos" or "Sin"
                or "Exp" or "Identity" or "Dropout" or "Clip" or "Trilu" or "IsNaN" or "Not" or "Reciprocal" or "Abs" or "CumSum" or "Softplus" => [first! with { Known = node.Operator == "Identity" ? first.Known : null }],
            "Cast" => [first! with { Element = (OnnxElement)node.Integer("to", 0) }],
            "TopK" => TopK(first!, reads[1]!),
            "Equal" or "Greater" or "Less" or "GreaterOrEqual" or "LessOrEqual" or "And" or "Or" => [Broadcast(node, first!, reads[1]!) with { Element = OnnxElement.Bool }],
            "Where" => [Broadcast(node, Broadcast(node, first!, reads[1]!), reads[2]!) with { Element = reads[1]!.Element }],
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

    private static ValueFacts?[] CachedAttention(OnnxNode node, ValueFacts?[] reads)
    {
        var query = reads[0]!;
        var heads = node.Integer("num_heads", 1);
        var width = reads[1] is null ? query.Width / (heads + (2 * node.Integer("kv_num_heads", 1))) : query.Width / heads;
        var mixed = query with { Sizes = [query.Sizes[0], query.Sizes[1], heads * width] };
        return [mixed, reads[3], reads[4]];
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
