using InferenceModel.Units;

namespace InferenceModel.Costs;

/// <summary>The time of one operator on one rank, split into what it consists of. The default value takes no time.</summary>
/// <param name="Floor">What it takes however little there is to do.</param>
/// <param name="Compute">Arithmetic over the rate reached.</param>
/// <param name="Memory">Traffic over the bandwidth reached.</param>
public readonly record struct KernelTime(Seconds Floor, Seconds Compute, Seconds Memory)
{
    /// <summary>The floor, then the longer of arithmetic and traffic: they overlap within a kernel.</summary>
    public Seconds Total => Floor + Seconds.Max(Compute, Memory);

    /// <summary>The largest part.</summary>
    public Bound BoundBy => Floor > Seconds.Max(Compute, Memory) ? Bound.Overhead : Compute > Memory ? Bound.Compute : Bound.Memory;
}
