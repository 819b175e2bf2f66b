namespace InferenceModel.Estimation.Intervals;

/// <summary>
/// By how much the halves of a regime's interval are stretched so that nine in ten measurements of what was left out lie inside.
/// </summary>
/// <param name="Fidelity">How predictions were made.</param>
/// <param name="Figure">Of which figure.</param>
/// <param name="Group">The population, see <see cref="OperatingCondition.Group"/>.</param>
/// <param name="Configuration">Where only the configuration is new.</param>
/// <param name="Model">Where no model of the shape was measured.</param>
/// <param name="Accelerator">Where the accelerator was not measured.</param>
/// <param name="Engine">Where the engine was not measured.</param>
public sealed record IntervalSpread(
    ServingFidelity Fidelity, PredictedFigure Figure, string Group, double Configuration, double Model, double Accelerator, double Engine)
{
    /// <summary>The factor for what is new about a condition: the largest that applies.</summary>
    /// <param name="novelty">What is new.</param>
    public double For(Novelty novelty)
    {
        var factor = Configuration;
        factor = novelty.HasFlag(Novelty.Model) ? Math.Max(factor, Model) : factor;
        factor = novelty.HasFlag(Novelty.Accelerator) ? Math.Max(factor, Accelerator) : factor;
        factor = novelty.HasFlag(Novelty.Engine) ? Math.Max(factor, Engine) : factor;
        return novelty.HasFlag(Novelty.Load) ? Math.Max(factor, Math.Max(Model, Accelerator)) : factor;
    }
}
