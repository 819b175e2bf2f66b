namespace InferenceModel.Operators.Calls;

/// <summary>
/// Which attention kernel an engine runs by default. Read off the kernels named in the measured tables of vLLM 0.24, SGLang
/// 0.5.14 and TensorRT-LLM 1.3 (aiconfigurator 095f58a).
/// </summary>
public static class AttentionKernels
{
    /// <summary>The kernel of an engine.</summary>
    /// <param name="engine">Engine: <c>vllm</c>, <c>sglang</c>, <c>trtllm</c>.</param>
    /// <param name="generation">Generation of the accelerator.</param>
    /// <param name="headDimension">Width of a head.</param>
    /// <param name="cacheBits">Bits of a cached number.</param>
    /// <param name="window">Tokens a query sees at most; infinity where nothing bounds it.</param>
    public static AttentionKernel Choose(string engine, string generation, double headDimension, double cacheBits, double window) => engine switch
    {
        "trtllm" => headDimension > 256 || (headDimension == 256 && !double.IsInfinity(window)) ? AttentionKernel.FlashInfer : AttentionKernel.TensorRt,
        "sglang" => SgLang(generation, headDimension, window),
        _ => Vllm(generation, headDimension, cacheBits),
    };

    /// <summary>
    /// Bits prompts are multiplied in: SGLang and TensorRT-LLM multiply eight bits where the cache has eight (but for FlashInfer's and
    /// Triton's kernels), vLLM sixteen.
    /// </summary>
    /// <param name="engine">Engine.</param>
    /// <param name="kernel">Kernel.</param>
    /// <param name="cacheBits">Bits of a cached number.</param>
    public static double ComputeBits(string engine, AttentionKernel kernel, double cacheBits) =>
        cacheBits < 12 && engine is "sglang" or "trtllm" && kernel is not (AttentionKernel.FlashInfer or AttentionKernel.Triton) ? 8 : 16;

    private static AttentionKernel Vllm(string generation, double headDimension, double cacheBits)
    {
        if (generation == "hopper")
        {
            return AttentionKernel.Flash;
        }

        if (headDimension == 192 && (cacheBits < 16 || generation == "blackwell"))
        {
            return AttentionKernel.Triton;
        }

        if (generation == "blackwell")
        {
            return AttentionKernel.Generated;
        }

        return cacheBits < 16 ? AttentionKernel.FlashInfer : AttentionKernel.Flash;
    }

    private static AttentionKernel SgLang(string generation, double headDimension, double window) => generation switch
    {
        "hopper" => headDimension > 256 || (headDimension == 256 && !double.IsInfinity(window)) ? AttentionKernel.Triton : AttentionKernel.Flash,
        "blackwell" => headDimension == 192 ? AttentionKernel.Triton : AttentionKernel.Generated,
        "ampere" => AttentionKernel.Flash,
        _ => headDimension is 64 or 192 or > 256 ? AttentionKernel.Triton : AttentionKernel.FlashInfer,
    };
}
