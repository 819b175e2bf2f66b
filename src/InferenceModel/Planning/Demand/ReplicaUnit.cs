namespace InferenceModel.Planning.Demand;

/// <summary>What a fleet grows by: a replica, or a set of prefill and decode workers, with the load it carries within the service level.</summary>
/// <param name="Name">The plan and the machine.</param>
/// <param name="System">The machine.</param>
/// <param name="Accelerators">Accelerators of one.</param>
/// <param name="RequestsPerSecond">Requests per second one carries within the service level.</param>
/// <param name="Shares">Shares of its time by phase at that load.</param>
/// <param name="Confirmation">How the load was confirmed.</param>
public sealed record ReplicaUnit(string Name, string System, int Accelerators, double RequestsPerSecond, PhaseShares Shares, string Confirmation)
{
    private const double Rounding = 1e-9;

    /// <summary>Share of the bill its prompts take, which is allocated to input tokens.</summary>
    public double PromptShare { get; init; } = Shares.PromptShare;

    /// <summary>The finalist behind it, with its figures; null for a unit that was stated.</summary>
    public ConfirmedPlan? Confirmed { get; init; }

    /// <summary>Units that carry a load.</summary>
    /// <param name="requestsPerSecond">The load, headroom included.</param>
    public int Needed(double requestsPerSecond) => (int)Math.Ceiling((requestsPerSecond / RequestsPerSecond) - Rounding);
}
