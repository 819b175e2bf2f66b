namespace InferenceModel.Estimation;

/// <summary>How a run is predicted.</summary>
public enum ServingFidelity
{
    /// <summary>Steady state in closed form.</summary>
    Estimate,

    /// <summary>Every request through the scheduler.</summary>
    Simulate,
}
