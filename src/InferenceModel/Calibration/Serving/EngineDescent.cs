using System.Collections.Immutable;
using InferenceModel.Engines;
using InferenceModel.Units;

namespace InferenceModel.Calibration.Serving;

/// <summary>Searches host times of an engine along one constant at a time, in ever smaller steps.</summary>
internal static class EngineDescent
{
    /// <summary>The engine with the least error in reach, and that error.</summary>
    /// <param name="engine">Where to start.</param>
    /// <param name="constants">What may move.</param>
    /// <param name="steps">Factors by which a constant moves, the coarsest first.</param>
    /// <param name="evaluate">The error of a candidate.</param>
    public static (ServingEngine Engine, double Error) Run(ServingEngine engine, ImmutableArray<EngineConstant> constants, ReadOnlySpan<double> steps, Func<ServingEngine, double> evaluate)
    {
        var (best, error) = (engine, evaluate(engine));
        foreach (var step in steps)
        {
            foreach (var constant in constants)
            {
                (best, error) = Along(constant, step, best, error, evaluate);
            }
        }

        return (best, error);
    }

    private static (ServingEngine Engine, double Error) Along(
        EngineConstant constant, double step, ServingEngine engine, double error, Func<ServingEngine, double> evaluate)
    {
        foreach (var direction in new[] { step, 1 / step })
        {
            var moved = false;
            while (true)
            {
                var value = constant.Of(engine);
                var next = value < constant.Unit ? direction > 1 ? constant.Unit : Seconds.Zero : value * direction;
                if (next == value)
                {
                    break;
                }

                var candidate = constant.Set(engine, next);
                if (evaluate(candidate) is var found && found >= error)
                {
                    break;
                }

                (engine, error, moved) = (candidate, found, true);
            }

            if (moved)
            {
                break;
            }
        }

        return (engine, error);
    }
}
