namespace InferenceModel.Estimation;

/// <summary>Machines that compute prompts and machines that decode.</summary>
/// <param name="Prefill">One prefill worker.</param>
/// <param name="PrefillWorkers">How many there are.</param>
/// <param name="Decode">One decode worker.</param>
/// <param name="DecodeWorkers">How many there are.</param>
public sealed record DisaggregatedDeployment(PreparedDeployment Prefill, int PrefillWorkers, PreparedDeployment Decode, int DecodeWorkers)
{
    /// <summary>Accelerators of the prefill pool.</summary>
    public int PrefillAccelerators => PrefillWorkers * Prefill.Deployment.Plan.AcceleratorsPerReplica;

    /// <summary>Accelerators of the decode pool.</summary>
    public int DecodeAccelerators => DecodeWorkers * Decode.Deployment.Plan.AcceleratorsPerReplica;

    /// <summary>Accelerators in all.</summary>
    public int Accelerators => PrefillAccelerators + DecodeAccelerators;
}
