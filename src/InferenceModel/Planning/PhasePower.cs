using InferenceModel.Units;

namespace InferenceModel.Planning;

/// <summary>Power of an accelerator by what it does, as shares of its rated power.</summary>
/// <param name="Idle">Weights loaded, nothing to do.</param>
/// <param name="Prefill">Computing prompts.</param>
/// <param name="Decode">Decoding.</param>
public sealed record PhasePower(Figure<double> Idle, Figure<double> Prefill, Figure<double> Decode)
{
    /// <summary>Share of the rated power on average.</summary>
    /// <param name="shares">Shares of the time.</param>
    public double Mean(in PhaseShares shares) => (Prefill.Value * shares.Prefill) + (Decode.Value * shares.Decode) + (Idle.Value * shares.Idle);
}
