namespace InferenceModel.Estimation;

/// <summary>What came of a scenario.</summary>
public enum EstimateStatus
{
    /// <summary>The load is carried.</summary>
    Ok,

    /// <summary>The weights leave no room for a cache.</summary>
    InfeasibleMemory,

    /// <summary>The load is carried but not within the service level.</summary>
    InfeasibleSlo,

    /// <summary>The load is more than the deployment can carry.</summary>
    Saturated,

    /// <summary>The plan cannot be run, or something in it is not modelled.</summary>
    Unsupported,

    /// <summary>The row could not be read.</summary>
    Error,
}
