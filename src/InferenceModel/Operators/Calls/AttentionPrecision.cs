namespace InferenceModel.Operators.Calls;

/// <summary>How coefficients of attention are filed: number formats and the kernel that works in them.</summary>
internal static class AttentionPrecision
{
    /// <summary>For example <c>bf16_kv_fp8_flash</c>.</summary>
    /// <param name="computeBits">Bits of the numbers multiplied.</param>
    /// <param name="cacheBits">Bits of a cached number.</param>
    /// <param name="kernel">The kernel.</param>
    public static string Name(double computeBits, double cacheBits, AttentionKernel kernel) => $"{Name(computeBits, cacheBits)}_{Name(kernel)}";

    /// <summary>For example <c>bf16_kv_fp8</c>.</summary>
    /// <param name="computeBits">Bits of the numbers multiplied.</param>
    /// <param name="cacheBits">Bits of a cached number.</param>
    public static string Name(double computeBits, double cacheBits) => computeBits == cacheBits ? Format(computeBits) : $"{Format(computeBits)}_kv_{Format(cacheBits)}";

    /// <summary>The kernel a precision names, or the one given where it names none.</summary>
    /// <param name="precision">For example <c>bf16_kv_fp8_flash</c>.</param>
    /// <param name="otherwise">The kernel where it names none.</param>
    public static AttentionKernel KernelOf(string precision, AttentionKernel otherwise)
    {
        foreach (var kernel in Enum.GetValues<AttentionKernel>())
        {
            if (kernel != AttentionKernel.EngineChoice && precision.Split('_').Contains(Name(kernel)))
            {
                return kernel;
            }
        }

        return otherwise;
    }

    private static string Name(AttentionKernel kernel) => kernel switch
    {
        AttentionKernel.Flash => "flash",
        AttentionKernel.TensorRt => "trt",
        AttentionKernel.Generated => "generated",
        AttentionKernel.FlashInfer => "flashinfer",
        _ => "triton",
    };

    private static string Format(double bits) => bits switch
    {
        < 6 => "fp4",
        < 12 => "fp8",
        _ => "bf16",
    };
}
