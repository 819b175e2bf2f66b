namespace InferenceModel.Costs.Kernels;

/// <summary>The predicted time of one kernel. The default value takes no time.</summary>
/// <param name="Physics">What physics says, in seconds.</param>
/// <param name="Factor">What the learned correction makes of it; 1 where there is none.</param>
/// <param name="IsExtrapolated">Whether the call lies outside of what was measured, by its inputs or its coefficients.</param>
public readonly record struct KernelPrediction(KernelParts Physics, double Factor, bool IsExtrapolated)
{
    /// <summary>The predicted time in seconds.</summary>
    public double Seconds => Physics.Total * Factor;
}
