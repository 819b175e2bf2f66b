using InferenceModel.Units;

namespace InferenceModel.Workloads;

/// <summary>How one client of a recorded population behaves for a while. The default value is a client that sends nothing.</summary>
/// <param name="From">When it begins.</param>
/// <param name="To">When it ends.</param>
/// <param name="Gaps">Gaps between its requests, or null where it sends none.</param>
/// <param name="Inputs">How long its prompts are.</param>
/// <param name="Outputs">How long its answers are.</param>
public readonly record struct ClientWindow(Seconds From, Seconds To, GapDistribution? Gaps, TokenHistogram? Inputs, TokenHistogram? Outputs);
