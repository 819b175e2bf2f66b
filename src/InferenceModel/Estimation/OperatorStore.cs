using System.Collections.Concurrent;
using InferenceModel.Operators;

namespace InferenceModel.Estimation;

/// <summary>
/// Sampled times of operators that plans of one machine and one engine share: plans that differ in stages or groups cut many layers alike. Safe to use from
/// several threads; two that miss the same operator sample it twice, to the same figures.
/// </summary>
public sealed class OperatorStore
{
    private readonly ConcurrentDictionary<TokenOperator, double[]> curves = new();
    private readonly ConcurrentDictionary<ContextOperator, ContextTimes> surfaces = new();

    /// <summary>Copies what is known of an operator.</summary>
    /// <param name="part">The operator.</param>
    /// <param name="ownCurves">Takes its curve.</param>
    /// <param name="ownSurfaces">Takes its surfaces.</param>
    /// <returns>Whether anything was known.</returns>
    internal bool Take(Operator part, Dictionary<TokenOperator, double[]> ownCurves, Dictionary<ContextOperator, ContextTimes> ownSurfaces)
    {
        if (part is TokenOperator counted && curves.TryGetValue(counted, out var curve))
        {
            ownCurves[counted] = curve;
            return true;
        }

        if (part is ContextOperator looks && surfaces.TryGetValue(looks, out var surface))
        {
            ownSurfaces[looks] = surface;
            return true;
        }

        return false;
    }

    /// <summary>Keeps what a plan has sampled.</summary>
    /// <param name="counted">Operators with a curve.</param>
    /// <param name="looking">Operators with surfaces.</param>
    /// <param name="times">Their times.</param>
    internal void Keep(IEnumerable<TokenOperator> counted, IEnumerable<ContextOperator> looking, OperatorTimes times)
    {
        foreach (var part in counted)
        {
            curves[part] = times.Curve(part)!;
        }

        foreach (var part in looking)
        {
            surfaces[part] = times.SurfaceOf(part);
        }
    }
}
