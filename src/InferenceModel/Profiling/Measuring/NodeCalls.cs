using InferenceModel.Models;
using InferenceModel.Operators.Calls;
using InferenceModel.Profiling.Running;

namespace InferenceModel.Profiling.Measuring;

/// <summary>Says of a node that ran which kernel of the product's words it was.</summary>
public static class NodeCalls
{
    /// <summary>The call of a product or of attention; null for everything else.</summary>
    /// <param name="node">The node.</param>
    public static KernelCall? Of(ProfiledNode node) => node.Operator switch
    {
        "MatMul" or "Gemm" or "FusedMatMul" or "FusedGemm" => Product(node, WeightFormat.Fp32),
        "MatMulNBits" => Product(node, WeightFormat.Int4Group32),
        "DynamicQuantizeMatMul" => Product(node, WeightFormat.Int8),
        "GroupQueryAttention" => Attention(node),
        _ => null,
    };

    /// <summary>Rows, inputs and outputs are read off the shapes: [.., k] gives [.., n].</summary>
    private static GemmCall? Product(ProfiledNode node, WeightFormat format)
    {
        if (node.Inputs is not [{ Length: >= 2 } input, ..] || node.Outputs is not [{ Length: >= 2 } output, ..])
        {
            return null;
        }

        var rows = Product(output.AsSpan()[..^1]);
        return rows > 0 ? new GemmCall(rows, output[^1], input[^1], format) : null;
    }

    /// <summary>Queries [batch, tokens, heads x width], keys [batch, tokens, key heads x width], cache [batch, key heads, capacity, width].</summary>
    private static KernelCall? Attention(ProfiledNode node)
    {
        if (node.Inputs is not [{ Length: 3 } query, _, _, { Length: 4 } cache, ..])
        {
            return null;
        }

        var (batch, tokens, keyHeads, capacity, width) = (query[0], query[1], cache[1], cache[2], cache[3]);
        var heads = query[2] / width;
        const double Bits = 32;
        return tokens == 1
            ? new DecodeAttentionCall(batch, capacity, heads, keyHeads, width, double.PositiveInfinity, Bits, AttentionKernel.Flash)
            : new PrefillAttentionCall(batch, tokens, capacity - tokens, heads, keyHeads, width, double.PositiveInfinity, Bits, Bits, AttentionKernel.Flash);
    }

    private static double Product(ReadOnlySpan<long> sizes)
    {
        var product = 1.0;
        foreach (var size in sizes)
        {
            product *= size;
        }

        return product;
    }
}
