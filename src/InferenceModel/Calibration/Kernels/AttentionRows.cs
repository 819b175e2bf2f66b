using System.Collections.Immutable;
using InferenceModel.Operators.Calls;

namespace InferenceModel.Calibration.Kernels;

/// <summary>
/// Rows of <c>context_attention</c> and <c>generation_attention</c> tables: <c>step</c> tokens are cached before the call,
/// <c>isl</c> are new.
/// </summary>
internal sealed class AttentionRows : IKernelRows
{
    /// <inheritdoc />
    public ImmutableArray<string> Operators => ["context_attention", "generation_attention"];

    /// <inheritdoc />
    public ImmutableArray<string> NumberColumns => ["batch_size", "isl", "step", "num_heads", "num_key_value_heads", "head_dim"];

    /// <inheritdoc />
    public ImmutableArray<string> TextColumns => ["kernel_source", "attn_dtype", "kv_cache_dtype"];

    /// <inheritdoc />
    public Func<int, KernelCall?> Reader(KernelTableName table, KernelColumns columns)
    {
        var (batch, tokens, past) = (columns.Numbers("batch_size"), columns.Numbers("isl"), columns.Numbers("step"));
        var (heads, keyHeads, width) = (columns.Numbers("num_heads"), columns.Numbers("num_key_value_heads"), columns.Numbers("head_dim"));
        var (sources, computes, caches) = (columns.Texts("kernel_source"), columns.Texts("attn_dtype"), columns.Texts("kv_cache_dtype"));
        var windows = columns.NumbersOr("window_size", 0);
        var isPrefill = table.Operator == "context_attention";
        return row =>
        {
            if (MeasuredAttention.Bits(computes[row]) is not { } compute || MeasuredAttention.Bits(caches[row]) is not { } cache)
            {
                return null;
            }

            var window = windows[row] > 0 ? windows[row] : double.PositiveInfinity;
            var kernel = MeasuredAttention.Kernel(sources[row]);
            return isPrefill
                ? new PrefillAttentionCall(batch[row], tokens[row], past[row], heads[row], keyHeads[row], width[row], window, compute, cache, kernel)
                : new DecodeAttentionCall(batch[row], tokens[row] + past[row], heads[row], keyHeads[row], width[row], window, cache, kernel);
        };
    }
}
