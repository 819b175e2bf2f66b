namespace InferenceModel.Models;

/// <summary>The number formats a matrix unit can multiply in; each has its own dense rate in an accelerator's data sheet.</summary>
public enum NumberFormat
{
    /// <summary>32-bit IEEE floating point.</summary>
    Fp32,

    /// <summary>16-bit brain floating point.</summary>
    Bf16,

    /// <summary>16-bit IEEE floating point.</summary>
    Fp16,

    /// <summary>8-bit floating point (E4M3 or E5M2).</summary>
    Fp8,

    /// <summary>8-bit integers.</summary>
    Int8,

    /// <summary>4-bit floating point with block scales (NVFP4, MXFP4).</summary>
    Fp4,
}
