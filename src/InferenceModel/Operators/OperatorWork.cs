using InferenceModel.Models;
using InferenceModel.Units;

namespace InferenceModel.Operators;

/// <summary>Arithmetic and traffic of one operator on one rank. The default value is no work.</summary>
/// <param name="Arithmetic">Operations.</param>
/// <param name="Format">The format they are done in.</param>
/// <param name="Weights">Weight bytes read.</param>
/// <param name="Activations">Activation bytes read and written.</param>
/// <param name="Cache">Cache or state bytes read and written.</param>
/// <param name="Launches">Kernels launched.</param>
public readonly record struct OperatorWork(
    Flops Arithmetic, NumberFormat Format, Bytes Weights, Bytes Activations, Bytes Cache, int Launches)
{
    /// <summary>All bytes moved.</summary>
    public Bytes Traffic => Weights + Activations + Cache;
}
