namespace InferenceModel.Estimation.Intervals;

/// <summary>
/// By how much, in the logarithm, both ends of a regime's interval move outward so that measurements of what was left out lie inside.
/// </summary>
/// <param name="Fidelity">How predictions were made.</param>
/// <param name="Figure">Of which figure.</param>
/// <param name="Group">The population, see <see cref="OperatingCondition.Group"/>.</param>
/// <param name="Configuration">Where only the configuration is new.</param>
/// <param name="Model">Where no model of the shape was measured.</param>
/// <param name="Accelerator">Where the accelerator was not measured.</param>
/// <param name="Engine">Where the engine was not measured.</param>
public sealed record IntervalMargin(
    ServingFidelity Fidelity, PredictedFigure Figure, string Group, double Configuration, double Model, double Accelerator, double Engine)
{
    /// <summary>The margin for what is new about a condition: the largest that applies.</summary>
    /// <param name="novelty">What is new.</param>
    public double For(Novelty novelty)
    {
        var margin = Configuration;
        margin = novelty.HasFlag(Novelty.Model) ? Math.Max(margin, Model) : margin;
        margin = novelty.HasFlag(Novelty.Accelerator) ? Math.Max(margin, Accelerator) : margin;
        margin = novelty.HasFlag(Novelty.Engine) ? Math.Max(margin, Engine) : margin;
        return novelty.HasFlag(Novelty.Load) ? Math.Max(margin, Math.Max(Model, Accelerator)) : margin;
    }
}
