namespace InferenceModel.Operators.Calls;

/// <summary>Which kernel of latent attention an engine runs by default, read off the measured tables (aiconfigurator 095f58a).</summary>
public static class LatentKernels
{
    /// <summary>The kernel of an engine.</summary>
    /// <param name="engine">Engine: <c>vllm</c>, <c>sglang</c>, <c>trtllm</c>.</param>
    /// <param name="generation">Generation of the accelerator.</param>
    public static AttentionKernel Choose(string engine, string generation) => (engine, generation) switch
    {
        ("trtllm", _) => AttentionKernel.TensorRt,
        (_, "blackwell") => AttentionKernel.Generated,
        (_, "hopper") => AttentionKernel.Flash,
        _ => AttentionKernel.Triton,
    };

    /// <summary>Whether prompts are computed with the latent absorbed: SGLang does so but for the kernels of Blackwell.</summary>
    /// <param name="engine">Engine.</param>
    /// <param name="kernel">Kernel.</param>
    public static bool Absorbs(string engine, AttentionKernel kernel) => engine == "sglang" && kernel != AttentionKernel.Generated;
}
