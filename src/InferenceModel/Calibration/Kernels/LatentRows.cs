using System.Collections.Immutable;
using InferenceModel.Operators.Calls;

namespace InferenceModel.Calibration.Kernels;

/// <summary>Rows of <c>context_mla</c> and <c>generation_mla</c> tables: the attention kernel alone, with DeepSeek's widths.</summary>
internal sealed class LatentRows : IKernelRows
{
    /// <inheritdoc />
    public ImmutableArray<string> Operators => ["context_mla", "generation_mla"];

    /// <inheritdoc />
    public ImmutableArray<string> NumberColumns => ["batch_size", "isl", "step", "num_heads"];

    /// <inheritdoc />
    public ImmutableArray<string> TextColumns => ["kernel_source", "kv_cache_dtype"];

    /// <inheritdoc />
    public Func<int, KernelCall?> Reader(KernelTableName table, KernelColumns columns)
    {
        var (batch, tokens, past, heads) = (columns.Numbers("batch_size"), columns.Numbers("isl"), columns.Numbers("step"), columns.Numbers("num_heads"));
        var (sources, caches) = (columns.Texts("kernel_source"), columns.Texts("kv_cache_dtype"));
        var isPrefill = table.Operator == "context_mla";
        return row =>
        {
            if (MeasuredAttention.Bits(caches[row]) is not { } cache)
            {
                return null;
            }

            var kernel = MeasuredAttention.Kernel(sources[row]);
            return isPrefill
                ? new LatentPrefillCall(batch[row], tokens[row], past[row], heads[row], LatentWidths.DeepSeek, cache, LatentKernels.Absorbs(table.Engine, kernel), kernel)
                : new LatentDecodeCall(batch[row], tokens[row] + past[row], heads[row], LatentWidths.DeepSeek, cache, kernel);
        };
    }
}
