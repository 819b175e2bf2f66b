namespace InferenceModel.Planning;

/// <summary>What power is counted.</summary>
public enum PowerBasis
{
    /// <summary>Everything provisioned for one accelerator: server, network, cooling.</summary>
    Provisioned,

    /// <summary>The rated power of the accelerator times the overheads of server and facility (PUE).</summary>
    Tdp,

    /// <summary>The power of the accelerator by what it does, idle, prefill or decode, times the same overheads.</summary>
    Modelled,
}
