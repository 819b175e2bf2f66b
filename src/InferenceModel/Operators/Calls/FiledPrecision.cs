using InferenceModel.Models;

namespace InferenceModel.Operators.Calls;

/// <summary>Under which format coefficients of multiplications are filed: formats that run the same kernels share one.</summary>
internal static class FiledPrecision
{
    /// <summary>The format's name in files of coefficients.</summary>
    /// <param name="format">The format.</param>
    public static string Of(WeightFormat format) =>
        format == WeightFormat.Int4Group32 ? WeightFormat.Int4.Id : format == WeightFormat.Fp16 ? WeightFormat.Bf16.Id : format.Id;
}
