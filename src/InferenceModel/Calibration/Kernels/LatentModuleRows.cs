using System.Collections.Immutable;
using InferenceModel.Operators.Calls;

namespace InferenceModel.Calibration.Kernels;

/// <summary>
/// Rows of whole latent attention blocks: <c>mla_*_module</c>, <c>dsa_*_module</c> (with an indexer) and SGLang's <c>wideep_*_mla</c>. Blocks are
/// those of DeepSeek-V3 and V3.2 and of GLM-5 (their configurations on Hugging Face); <c>num_heads</c> is what one rank holds.
/// </summary>
internal sealed class LatentModuleRows : IKernelRows
{
    private static readonly LatentBlock DeepSeek = new(7168, 1536, LatentWidths.DeepSeek, 0, 0, 0);
    private static readonly LatentBlock DeepSeekSparse = DeepSeek with { IndexHeads = 64, IndexDimension = 128, Selected = 2048 };
    private static readonly LatentBlock Glm = new(6144, 2048, new LatentWidths(512, 64, 192, 256), 32, 128, 2048);

    /// <inheritdoc />
    public ImmutableArray<string> Operators =>
        ["mla_context_module", "mla_generation_module", "dsa_context_module", "dsa_generation_module", "wideep_context_mla", "wideep_generation_mla"];

    /// <inheritdoc />
    public ImmutableArray<string> NumberColumns => ["batch_size", "isl", "step", "num_heads"];

    /// <inheritdoc />
    public ImmutableArray<string> TextColumns => ["kernel_source", "architecture", "kv_cache_dtype", "gemm_type"];

    /// <inheritdoc />
    public Func<int, KernelCall?> Reader(KernelTableName table, KernelColumns columns)
    {
        var (batch, tokens, past, heads) = (columns.Numbers("batch_size"), columns.Numbers("isl"), columns.Numbers("step"), columns.Numbers("num_heads"));
        var (sources, architectures) = (columns.Texts("kernel_source"), columns.Texts("architecture"));
        var (caches, formats) = (columns.Texts("kv_cache_dtype"), columns.Texts("gemm_type"));
        var isDecoding = table.Operator.Contains("generation", StringComparison.Ordinal);
        var isWide = table.Operator.StartsWith("wideep", StringComparison.Ordinal);
        return row =>
        {
            if (MeasuredAttention.Bits(caches[row]) is not { } cache || MeasuredFormats.Find(formats[row]) is not { } format || Block(table.Operator, architectures[row]) is not { } block)
            {
                return null;
            }

            // Wide expert-parallel tables give a decoded sequence's context as isl.
            var (added, cached) = !isDecoding ? (tokens[row], past[row]) : isWide ? (1, tokens[row] - 1) : (1, past[row]);
            return new LatentModuleCall(batch[row], added, cached, heads[row], block, format, cache, isDecoding, Path(sources[row]), MeasuredAttention.Kernel(sources[row]));
        };
    }

    private static LatentBlock? Block(string table, string architecture) => (table.StartsWith("dsa", StringComparison.Ordinal), architecture) switch
    {
        (false, "DeepseekV3ForCausalLM") => DeepSeek,
        (true, "DeepseekV32ForCausalLM") => DeepSeekSparse,
        (true, "GlmMoeDsaForCausalLM") => Glm,
        _ => null,
    };

    private static LatentPath Path(string source) =>
        source.Contains("dense", StringComparison.Ordinal) ? LatentPath.Dense : source.Contains("skip_indexer", StringComparison.Ordinal) ? LatentPath.ReusedIndex : LatentPath.Indexed;
}
