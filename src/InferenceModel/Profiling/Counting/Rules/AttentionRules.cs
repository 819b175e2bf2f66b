using InferenceModel.Profiling.Onnx;

namespace InferenceModel.Profiling.Counting.Rules;

/// <summary>Shapes of fused attention: its result, and the cache it writes.</summary>
internal static class AttentionRules
{
    /// <summary>What is known of a node's outputs.</summary>
    /// <param name="node">A GroupQueryAttention, MultiHeadAttention or Attention.</param>
    /// <param name="reads">What is known of its inputs.</param>
    public static ValueFacts?[] Of(OnnxNode node, ValueFacts?[] reads) => (node.Operator, node.Domain) switch
    {
        ("GroupQueryAttention", _) => Grouped(node, reads),
        ("MultiHeadAttention", _) => MultiHead(node, reads),
        (_, OnnxGraph.Microsoft) => WithProjection(node, reads),
        _ => Standard(node, reads),
    };

    private static ValueFacts? Read(ValueFacts?[] reads, int index) => index < reads.Length ? reads[index] : null;

    /// <summary>A cache that is given with room for the new tokens is written in place; what the graph itself says of its outputs goes first.</summary>
    private static ValueFacts?[] Grouped(OnnxNode node, ValueFacts?[] reads)
    {
        var query = reads[0]!;
        var (heads, keyHeads) = (node.Integer("num_heads", 1), node.Integer("kv_num_heads", 1));
        var width = Read(reads, 1) is null ? query.Width / (heads + (2 * keyHeads)) : query.Width / heads;
        var fresh = query with { Sizes = [query.Sizes[0], keyHeads, query.Sizes[1], width], Known = null };
        return [query with { Sizes = [query.Sizes[0], query.Sizes[1], heads * width] }, Read(reads, 3) ?? fresh, Read(reads, 4) ?? fresh];
    }

    private static ValueFacts?[] MultiHead(OnnxNode node, ValueFacts?[] reads)
    {
        var query = reads[0]!;
        var heads = node.Integer("num_heads", 1);
        if (query.Sizes.Length == 5)
        {
            return [query with { Sizes = [query.Sizes[0], query.Sizes[1], heads * query.Width] }];
        }

        ValueFacts? Cache(ValueFacts? fresh, ValueFacts? past) => fresh is null ? null : Longer(
            fresh.Sizes.Length == 4 ? fresh : fresh with { Sizes = [fresh.Sizes[0], heads, fresh.Sizes[1], fresh.Width / heads] }, past);
        var value = Read(reads, 2);
        var width = value is null ? query.Width : value.Sizes.Length == 4 ? heads * value.Width : value.Width;
        return [query with { Sizes = [.. query.Sizes[..^1], width] }, Cache(Read(reads, 1), Read(reads, 6)), Cache(value, Read(reads, 7))];
    }

    private static ValueFacts?[] WithProjection(OnnxNode node, ValueFacts?[] reads)
    {
        var (input, weight) = (reads[0]!, reads[1]!);
        var heads = node.Integer("num_heads", 1);
        var width = node.Find("qkv_hidden_sizes")?.Integers?[2] ?? weight.Width / 3;
        var past = Read(reads, 4) is { Sizes.Length: 5 } cache ? cache.Sizes[3] : 0;
        return [input with { Sizes = [.. input.Sizes[..^1], width] }, input with { Sizes = [2, input.Sizes[0], heads, past + input.Sizes[1], width / heads] }];
    }

    private static ValueFacts?[] Standard(OnnxNode node, ValueFacts?[] reads)
    {
        var (query, key, value) = (reads[0]!, reads[1]!, reads[2]!);
        if (query.Sizes.Length == 4)
        {
            return [query with { Sizes = [.. query.Sizes[..^1], value.Width] }, Longer(key, Read(reads, 4)), Longer(value, Read(reads, 5))];
        }

        var (heads, keyHeads) = (node.Integer("q_num_heads", 1), node.Integer("kv_num_heads", 1));
        ValueFacts Apart(ValueFacts facts) => facts with { Sizes = [facts.Sizes[0], keyHeads, facts.Sizes[1], facts.Width / keyHeads] };
        return [query with { Sizes = [.. query.Sizes[..^1], heads * value.Width / keyHeads] }, Longer(Apart(key), Read(reads, 4)), Longer(Apart(value), Read(reads, 5))];
    }

    /// <summary>New tokens behind those of the cache.</summary>
    private static ValueFacts Longer(ValueFacts fresh, ValueFacts? past) =>
        past is { Sizes.Length: 4 } ? fresh with { Sizes = [fresh.Sizes[0], fresh.Sizes[1], past.Sizes[2] + fresh.Sizes[2], fresh.Sizes[3]] } : fresh;
}
