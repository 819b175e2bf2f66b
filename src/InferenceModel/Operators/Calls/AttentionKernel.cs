namespace InferenceModel.Operators.Calls;

/// <summary>Whose attention kernel runs. Engines choose it by generation, head width, window and cache format.</summary>
public enum AttentionKernel
{
    /// <summary>Whichever the engine chooses; <see cref="KernelCall.ChosenBy"/> says which.</summary>
    EngineChoice,

    /// <summary>FlashAttention: version 2 on Ampere and Ada, 3 on Hopper, 4 on Blackwell.</summary>
    Flash,

    /// <summary>TensorRT-LLM's choice among its kernels: fused multi-head, XQA, masked multi-head for groups XQA does not take.</summary>
    TensorRt,

    /// <summary>The kernels TensorRT-LLM generates for Blackwell, as vLLM and SGLang call them.</summary>
    Generated,

    /// <summary>FlashInfer's own templates.</summary>
    FlashInfer,

    /// <summary>Kernels written in Triton.</summary>
    Triton,
}
