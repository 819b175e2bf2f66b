namespace InferenceModel.Operators.Calls;

/// <summary>How coefficients of attention are filed: number formats and the kernel that works in them.</summary>
internal static class AttentionPrecision
{
    private const int KernelCount = (int)AttentionKernel.Triton + 1;
    private static readonly string[] Formats = ["fp4", "fp8", "bf16"];
    private static readonly string[] Names = AllNames();

    /// <summary>For example <c>bf16_kv_fp8_flash</c>.</summary>
    /// <param name="computeBits">Bits of the numbers multiplied.</param>
    /// <param name="cacheBits">Bits of a cached number.</param>
    /// <param name="kernel">The kernel.</param>
    public static string Name(double computeBits, double cacheBits, AttentionKernel kernel) =>
        Names[Index(computeBits == cacheBits, FormatOf(computeBits), FormatOf(cacheBits), (int)kernel)];

    /// <summary>For example <c>bf16_kv_fp8</c>.</summary>
    /// <param name="computeBits">Bits of the numbers multiplied.</param>
    /// <param name="cacheBits">Bits of a cached number.</param>
    public static string Name(double computeBits, double cacheBits) => Name(computeBits == cacheBits, FormatOf(computeBits), FormatOf(cacheBits));

    /// <summary>The kernel a precision names, or the one given where it names none.</summary>
    /// <param name="precision">For example <c>bf16_kv_fp8_flash</c>.</param>
    /// <param name="otherwise">The kernel where it names none.</param>
    public static AttentionKernel KernelOf(string precision, AttentionKernel otherwise)
    {
        foreach (var word in precision.AsSpan().Split('_'))
        {
            for (var kernel = AttentionKernel.EngineChoice + 1; kernel <= AttentionKernel.Triton; kernel++)
            {
                if (precision.AsSpan(word).SequenceEqual(Name(kernel)))
                {
                    return kernel;
                }
            }
        }

        return otherwise;
    }

    /// <summary>All names: plans ask for them thousands of times while they are compiled.</summary>
    private static string[] AllNames()
    {
        var names = new string[2 * Formats.Length * Formats.Length * KernelCount];
        for (var kernel = 0; kernel < KernelCount; kernel++)
        {
            for (var compute = 0; compute < Formats.Length; compute++)
            {
                for (var cache = 0; cache < Formats.Length; cache++)
                {
                    names[Index(areEqual: true, compute, cache, kernel)] = $"{Name(areEqual: true, compute, cache)}_{Name((AttentionKernel)kernel)}";
                    names[Index(areEqual: false, compute, cache, kernel)] = $"{Name(areEqual: false, compute, cache)}_{Name((AttentionKernel)kernel)}";
                }
            }
        }

        return names;
    }

    private static int Index(bool areEqual, int compute, int cache, int kernel) =>
        (((((areEqual ? 1 : 0) * Formats.Length) + compute) * Formats.Length + cache) * KernelCount) + kernel;

    private static string Name(bool areEqual, int compute, int cache) => areEqual ? Formats[compute] : $"{Formats[compute]}_kv_{Formats[cache]}";

    private static string Name(AttentionKernel kernel) => kernel switch
    {
        AttentionKernel.Flash => "flash",
        AttentionKernel.TensorRt => "trt",
        AttentionKernel.Generated => "generated",
        AttentionKernel.FlashInfer => "flashinfer",
        _ => "triton",
    };

    private static int FormatOf(double bits) => bits switch
    {
        < 6 => 0,
        < 12 => 1,
        _ => 2,
    };
}
