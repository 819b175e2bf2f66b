using System.Collections.Immutable;
using InferenceModel.Operators.Calls;

namespace InferenceModel.Calibration.Kernels;

/// <summary>
/// Rows of <c>gdn</c> and <c>mamba2</c> tables: the short convolution (<c>causal_conv1d_fn</c>, <c>causal_conv1d_update</c>) and the delta rule
/// (<c>chunk_gated_delta_rule</c>, <c>fused_recurrent_gated_delta_rule</c>), kernel by kernel. States were kept in 16 bits: decoding
/// moves exactly twice that at the bandwidth of memory.
/// </summary>
internal sealed class RecurrenceRows : IKernelRows
{
    private const double MeasuredStateBits = 16;

    /// <inheritdoc />
    public ImmutableArray<string> Operators => ["gdn", "mamba2"];

    /// <inheritdoc />
    public ImmutableArray<string> NumberColumns => ["batch_size", "seq_len", "d_conv"];

    /// <inheritdoc />
    public ImmutableArray<string> TextColumns => ["kernel_source"];

    /// <inheritdoc />
    public Func<int, KernelCall?> Reader(KernelTableName table, KernelColumns columns)
    {
        var (batch, tokens, width) = (columns.Numbers("batch_size"), columns.Numbers("seq_len"), columns.Numbers("d_conv"));
        var sources = columns.Texts("kernel_source");
        var (keyHeads, keyWidth) = (columns.NumbersOr("num_k_heads", 0), columns.NumbersOr("head_k_dim", 0));
        var (valueHeads, valueWidth) = (columns.NumbersOr("num_v_heads", 0), columns.NumbersOr("head_v_dim", 0));
        var (heads, headWidth) = (columns.NumbersOr("nheads", 0), columns.NumbersOr("head_dim", 0));
        var (groups, state) = (columns.NumbersOr("n_groups", 0), columns.NumbersOr("d_state", 0));
        var isDelta = table.Operator == "gdn";

        // TensorRT-LLM, and SGLang until 0.5.10, run the CUDA kernel of causal-conv1d; the others have it in Triton.
        var isByChannel = table.Engine == "trtllm" || (table.Engine == "sglang" && table.Version == "0.5.10");
        var convolution = !isByChannel ? ConvolutionKernel.Patch : isDelta ? ConvolutionKernel.Channel : ConvolutionKernel.StridedChannel;
        double Channels(int row) => isDelta
            ? (2 * keyHeads[row] * keyWidth[row]) + (valueHeads[row] * valueWidth[row])
            : (heads[row] * headWidth[row]) + (2 * groups[row] * state[row]);
        KernelCall Delta(int row, bool isDecoding) => new GatedDeltaCall(
            batch[row], tokens[row], keyHeads[row], valueHeads[row], keyWidth[row], valueWidth[row], MeasuredStateBits, isDecoding, Kernel(sources[row]));
        return row => sources[row] switch
        {
            "causal_conv1d_fn" => new ShortConvolutionCall(batch[row], tokens[row], Channels(row), width[row], IsDecoding: false, convolution),
            "causal_conv1d_update" => new ShortConvolutionCall(batch[row], tokens[row], Channels(row), width[row], IsDecoding: true, convolution),
            var source when isDelta && source.StartsWith("chunk_gated_delta_rule", StringComparison.Ordinal) => Delta(row, isDecoding: false),
            var source when isDelta && source.StartsWith("fused_recurrent_gated_delta_rule", StringComparison.Ordinal) => Delta(row, isDecoding: true),
            _ => null,
        };
    }

    private static AttentionKernel Kernel(string source) => source.EndsWith("flashinfer", StringComparison.Ordinal) ? AttentionKernel.FlashInfer : AttentionKernel.Triton;
}
