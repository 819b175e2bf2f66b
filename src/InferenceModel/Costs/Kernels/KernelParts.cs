namespace InferenceModel.Costs.Kernels;

/// <summary>What physics says of one kernel, in seconds. The default value takes no time.</summary>
/// <param name="Floor">What it takes however little there is to do.</param>
/// <param name="Compute">Arithmetic alone.</param>
/// <param name="Memory">Traffic alone.</param>
/// <param name="Total">The whole, as floor, arithmetic and traffic overlap.</param>
public readonly record struct KernelParts(double Floor, double Compute, double Memory, double Total)
{
    /// <summary>A floor, then arithmetic and traffic that hide behind each other but for a rounded corner: (c^p + m^p)^(1/p).</summary>
    /// <param name="floor">The floor.</param>
    /// <param name="compute">Arithmetic.</param>
    /// <param name="memory">Traffic.</param>
    /// <param name="sharpness">p: 1 adds up, infinity hides all of the shorter.</param>
    public static KernelParts Of(double floor, double compute, double memory, double sharpness)
    {
        var longer = Math.Max(compute, memory);
        var shorter = Math.Min(compute, memory);
        var corner = longer <= 0 ? 1 : Math.Pow(1 + Math.Pow(shorter / longer, sharpness), 1 / sharpness);
        return new KernelParts(floor, compute, memory, floor + (longer * corner));
    }
}
