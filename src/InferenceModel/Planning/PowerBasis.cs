namespace InferenceModel.Planning;

/// <summary>What power is counted.</summary>
public enum PowerBasis
{
    /// <summary>Everything provisioned for one accelerator: server, network, cooling.</summary>
    Provisioned,

    /// <summary>The rated power of the accelerator times the facility's overhead (PUE).</summary>
    Tdp,
}
