using InferenceModel.Operators.Calls;

namespace InferenceModel.Calibration.Kernels;

/// <summary>The words measured tables use for attention.</summary>
internal static class MeasuredAttention
{
    /// <summary>Bits of a named format, or null.</summary>
    /// <param name="name">As a table writes it.</param>
    public static double? Bits(string name) => name switch
    {
        "float32" => 32,
        "bfloat16" or "float16" => 16,
        "fp8" or "fp8_block" or "fp8_e4m3" => 8,
        _ => null,
    };

    /// <summary>
    /// The kernel behind a source: <c>fa3</c>, <c>vllm_flash_attn_fa2</c>, <c>flash_attention</c> are FlashAttention; <c>torch_flow</c>
    /// and <c>default</c> are TensorRT-LLM; <c>trtllm_mha</c>, <c>vllm_flashinfer_trtllmprefill</c> are its generated kernels in other engines.
    /// </summary>
    /// <param name="source">The cell <c>kernel_source</c>.</param>
    public static AttentionKernel Kernel(string source)
    {
        bool Has(string word) => source.Contains(word, StringComparison.OrdinalIgnoreCase);
        if (Has("triton"))
        {
            return AttentionKernel.Triton;
        }

        if (Has("trtllm"))
        {
            return AttentionKernel.Generated;
        }

        if (Has("flashinfer"))
        {
            return AttentionKernel.FlashInfer;
        }

        return Has("torch_flow") || Has("default") ? AttentionKernel.TensorRt : AttentionKernel.Flash;
    }
}
