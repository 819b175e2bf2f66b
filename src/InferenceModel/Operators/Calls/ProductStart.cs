namespace InferenceModel.Operators.Calls;

/// <summary>How the start of a multiplication in a step differs from that of the one that was measured.</summary>
public enum ProductStart
{
    /// <summary>It does not.</summary>
    AsMeasured,

    /// <summary>The kernel before has quantised the input; the measured one does it itself.</summary>
    QuantisedBefore,

    /// <summary>A CUTLASS multiplication in four bits of 2025, which starts later than the CuTe kernels measured in 2026.</summary>
    Cutlass,
}
