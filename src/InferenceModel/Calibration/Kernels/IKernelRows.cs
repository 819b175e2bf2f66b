using System.Collections.Immutable;
using InferenceModel.Operators.Calls;

namespace InferenceModel.Calibration.Kernels;

/// <summary>Makes calls of the rows of one kind of table.</summary>
internal interface IKernelRows
{
    /// <summary>Names of the tables it reads, the first part of their file names.</summary>
    ImmutableArray<string> Operators { get; }

    /// <summary>Columns of numbers that must be there, <c>latency</c> beside.</summary>
    ImmutableArray<string> NumberColumns { get; }

    /// <summary>Columns of text that must be there.</summary>
    ImmutableArray<string> TextColumns { get; }

    /// <summary>Prepares to read the rows of a table that has those columns.</summary>
    /// <param name="table">Which table.</param>
    /// <param name="columns">Its columns.</param>
    /// <returns>A function from row to call, null where the row asks for something not modelled.</returns>
    Func<int, KernelCall?> Reader(KernelTableName table, KernelColumns columns);
}
