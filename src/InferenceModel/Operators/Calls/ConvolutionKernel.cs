namespace InferenceModel.Operators.Calls;

/// <summary>How a short convolution is dealt out.</summary>
public enum ConvolutionKernel
{
    /// <summary>Whichever the engine has.</summary>
    EngineChoice,

    /// <summary>A block treats a patch of tokens and channels (Triton, in vLLM and SGLang).</summary>
    Patch,

    /// <summary>A block walks along one channel of one sequence (the CUDA kernel of causal-conv1d, in TensorRT-LLM).</summary>
    Channel,

    /// <summary>The same on inputs that are a slice of a projection's output, whose neighbours in a channel lie far apart.</summary>
    StridedChannel,
}
