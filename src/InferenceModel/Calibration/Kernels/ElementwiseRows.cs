using System.Collections.Immutable;
using InferenceModel.Operators.Calls;

namespace InferenceModel.Calibration.Kernels;

/// <summary>Rows of <c>elementwise</c> tables: everything of a run that is neither product nor attention, in one row.</summary>
internal sealed class ElementwiseRows : IKernelRows
{
    /// <inheritdoc />
    public ImmutableArray<string> Operators => ["elementwise"];

    /// <inheritdoc />
    public ImmutableArray<string> NumberColumns => ["bytes", "launches"];

    /// <inheritdoc />
    public ImmutableArray<string> TextColumns => [];

    /// <inheritdoc />
    public Func<int, KernelCall?> Reader(KernelTableName table, KernelColumns columns)
    {
        var (bytes, launches) = (columns.Numbers("bytes"), columns.Numbers("launches"));
        return row => bytes[row] > 0 && launches[row] > 0 ? new ElementwiseCall(bytes[row], launches[row]) : null;
    }
}
