using System.Collections.Immutable;
using InferenceModel.Operators.Calls;

namespace InferenceModel.Calibration.Kernels;

/// <summary>Rows of <c>gemm</c> tables: C[m,n] = A[m,k] B[k,n].</summary>
internal sealed class GemmRows : IKernelRows
{
    /// <inheritdoc />
    public ImmutableArray<string> Operators => ["gemm"];

    /// <inheritdoc />
    public ImmutableArray<string> NumberColumns => ["m", "n", "k"];

    /// <inheritdoc />
    public ImmutableArray<string> TextColumns => ["gemm_dtype"];

    /// <inheritdoc />
    public Func<int, KernelCall?> Reader(KernelTableName table, KernelColumns columns)
    {
        var (m, n, k) = (columns.Numbers("m"), columns.Numbers("n"), columns.Numbers("k"));
        var formats = columns.Texts("gemm_dtype");
        return row => MeasuredFormats.Find(formats[row]) is { } format ? new GemmCall(m[row], n[row], k[row], format) : null;
    }
}
