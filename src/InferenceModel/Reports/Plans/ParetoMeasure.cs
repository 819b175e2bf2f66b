namespace InferenceModel.Reports.Plans;

/// <summary>What a Pareto plot shows up; across it is always what a user sees.</summary>
public enum ParetoMeasure
{
    /// <summary>Output tokens per second of one accelerator; more is better.</summary>
    Accelerator,

    /// <summary>Dollars of a million tokens, input and output; less is better.</summary>
    Dollars,

    /// <summary>Output tokens per second and megawatt; more is better.</summary>
    Megawatt,
}
