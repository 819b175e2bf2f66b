namespace InferenceModel.Operators.Calls;

/// <summary>Earlier versions of engines whose kernels differ from those measured, by the name of their engine file.</summary>
internal static class EngineVersions
{
    /// <summary>TensorRT-LLM before 0.11: compiled engines run by a session.</summary>
    public const string CompiledSessions = "trtllm_session";

    /// <summary>TensorRT-LLM from 0.11 to 0.14: compiled engines run by an executor that samples request by request.</summary>
    public const string FirstExecutors = "trtllm_executor";

    /// <summary>vLLM of 2024 on accelerators of AMD.</summary>
    public const string EarlyRocm = "vllm_rocm";

    /// <summary>TensorRT-LLM from 0.15 to 0.17: compiled engines run by an executor.</summary>
    public const string CompiledEngines = "trtllm_engine";
}
