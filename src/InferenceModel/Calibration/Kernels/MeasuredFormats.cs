using InferenceModel.Models;

namespace InferenceModel.Calibration.Kernels;

/// <summary>The names measured tables give to formats.</summary>
internal static class MeasuredFormats
{
    /// <summary>The format of a name, or null.</summary>
    /// <param name="name">As a table writes it.</param>
    public static WeightFormat? Find(string name) => name switch
    {
        "float32" or "fp32" => WeightFormat.Fp32,
        "bfloat16" or "bf16" => WeightFormat.Bf16,
        "float16" or "fp16" => WeightFormat.Fp16,
        "fp8" or "fp8_static" or "fp8_ootb" => WeightFormat.Fp8,
        "fp8_block" => WeightFormat.Fp8Block,
        "nvfp4" => WeightFormat.Nvfp4,
        "sq" => WeightFormat.Int8,
        "int8_wo" => WeightFormat.Int8WeightOnly,
        "int4_wo" => WeightFormat.Int4,
        "w4a16_mxfp4" => WeightFormat.Mxfp4,
        "w4a8_mxfp4_mxfp8" => WeightFormat.Mxfp4Fp8,
        _ => null,
    };
}
