using InferenceModel.Operators.Calls;

namespace InferenceModel.Costs.Kernels;

/// <summary>Features that families of attention share.</summary>
internal static class AttentionFeatures
{
    /// <summary>Which kernel runs, as one of five.</summary>
    /// <param name="into">Takes five numbers.</param>
    /// <param name="kernel">The kernel.</param>
    public static void PutKernel(ref FeatureWriter into, AttentionKernel kernel)
    {
        into.Put(kernel == AttentionKernel.Flash);
        into.Put(kernel == AttentionKernel.TensorRt);
        into.Put(kernel == AttentionKernel.Generated);
        into.Put(kernel == AttentionKernel.FlashInfer);
        into.Put(kernel == AttentionKernel.Triton);
    }
}
