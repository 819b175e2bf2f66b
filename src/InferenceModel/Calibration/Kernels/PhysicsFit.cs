using System.Collections.Immutable;
using InferenceModel.Costs.Kernels;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;

namespace InferenceModel.Calibration.Kernels;

/// <summary>
/// Fits the named constants of a family to measured calls: least mean of a rounded absolute logarithmic error, by
/// Nelder-Mead over constants mapped onto the open interval between their bounds.
/// </summary>
public static class PhysicsFit
{
    private const int Restarts = 2;
    private const int StepsPerRestart = 500;

    /// <summary>Constants that fit measured calls best.</summary>
    /// <param name="family">The family.</param>
    /// <param name="rows">Calls, the machine of each and its measured seconds.</param>
    public static ImmutableArray<double> Fit(IKernelFamily family, IReadOnlyList<MeasuredCall> rows)
    {
        var constants = family.Constants;
        var best = constants.Select(constant => ToFree(constant, constant.Start)).ToArray();
        var least = double.PositiveInfinity;
        var values = new double[constants.Length];
        double Objective(Vector<double> free)
        {
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = FromFree(constants[i], free[i]);
            }

            var loss = Loss(family, rows, values);
            if (loss < least)
            {
                (least, best) = (loss, [.. free]);
            }

            return loss;
        }

        for (var i = 0; i < Restarts; i++)
        {
            Minimise(Objective, [.. best], i == 0 ? 0.7 : 0.35);
        }

        return [.. best.Select((free, i) => FromFree(constants[i], free))];
    }

    /// <summary>Mean of the rounded absolute logarithmic error: quadratic below 2 %, straight above, flat beyond a factor of two.</summary>
    /// <param name="family">The family.</param>
    /// <param name="rows">Calls.</param>
    /// <param name="values">Constants.</param>
    public static double Loss(IKernelFamily family, IReadOnlyList<MeasuredCall> rows, ReadOnlySpan<double> values)
    {
        const double Round = 0.02;
        var sum = 0.0;
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            var error = Math.Log(family.Time(row.Call, row.Machine, values).Total / row.Seconds);
            sum += double.IsFinite(error) ? Math.Min(Math.Sqrt((error * error) + (Round * Round)), 0.7) : 0.7;
        }

        return sum / Math.Max(1, rows.Count);
    }

    /// <summary>The search gives up by an exception; the objective itself remembers the best point it was shown.</summary>
    private static void Minimise(Func<Vector<double>, double> objective, double[] start, double step)
    {
        try
        {
            NelderMeadSimplex.Minimum(
                ObjectiveFunction.Value(objective), Vector<double>.Build.DenseOfArray(start), Vector<double>.Build.Dense(start.Length, step), 1e-7, StepsPerRestart);
        }
        catch (MaximumIterationsException)
        {
            return;
        }
    }

    /// <summary>Constants that range over a decade and more are searched by their logarithm.</summary>
    private static bool IsWide(KernelConstant constant) => constant.Low > 0 && constant.High / constant.Low > 10;

    private static double ToFree(KernelConstant constant, double value)
    {
        var share = IsWide(constant)
            ? Math.Log(value / constant.Low) / Math.Log(constant.High / constant.Low)
            : (value - constant.Low) / (constant.High - constant.Low);
        var inside = Math.Clamp(share, 1e-4, 1 - 1e-4);
        return Math.Log(inside / (1 - inside));
    }

    private static double FromFree(KernelConstant constant, double free)
    {
        var share = 1 / (1 + Math.Exp(-free));
        return IsWide(constant)
            ? constant.Low * Math.Pow(constant.High / constant.Low, share)
            : constant.Low + ((constant.High - constant.Low) * share);
    }
}
