namespace InferenceModel.Planning;

/// <summary>Who computes prompts and who decodes.</summary>
public enum ServingMode
{
    /// <summary>The same machines.</summary>
    Aggregated,

    /// <summary>Machines of their own.</summary>
    Disaggregated,
}
