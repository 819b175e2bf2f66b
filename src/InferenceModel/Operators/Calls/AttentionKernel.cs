namespace InferenceModel.Operators.Calls;

/// <summary>Whose attention kernel runs. Engines choose it by generation, head width, window and cache format.</summary>
public enum AttentionKernel
{
    /// <summary>FlashAttention: version 2 on Ampere and Ada, 3 on Hopper, 4 on Blackwell.</summary>
    Flash,

    /// <summary>Kernels of TensorRT-LLM, in SGLang and vLLM too: fused multi-head, XQA, generated ones on Blackwell.</summary>
    TensorRt,

    /// <summary>FlashInfer's own templates.</summary>
    FlashInfer,

    /// <summary>Kernels written in Triton.</summary>
    Triton,
}
