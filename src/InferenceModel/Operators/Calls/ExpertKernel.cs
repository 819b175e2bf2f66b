namespace InferenceModel.Operators.Calls;

/// <summary>Kernels that engines have for routed experts.</summary>
public enum ExpertKernel
{
    /// <summary>The one the engine chooses.</summary>
    Any,

    /// <summary>CUTLASS grouped multiplications.</summary>
    Cutlass,

    /// <summary>Triton's fused kernel.</summary>
    Triton,

    /// <summary>Kernels generated for Blackwell: TensorRT-LLM's backend TRTLLM, used by others through FlashInfer.</summary>
    Generated,

    /// <summary>DeepGEMM's grouped multiplications.</summary>
    DeepGemm,

    /// <summary>Marlin: 4-bit weights widened on the way into the core.</summary>
    Marlin,
}
