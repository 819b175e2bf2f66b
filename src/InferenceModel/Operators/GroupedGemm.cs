using InferenceModel.Models;
using InferenceModel.Units;

namespace InferenceModel.Operators;

/// <summary>
/// One projection of a mixture: each token goes to a few of many experts, some of which live on this rank. Routing is
/// taken to be even: an expert is touched with probability 1 - (1 - k/E)^tokens.
/// </summary>
/// <param name="Name">What people call it.</param>
/// <param name="Experts">Experts of the layer.</param>
/// <param name="ExpertsPerToken">Experts a token visits.</param>
/// <param name="ExpertsHere">Experts on this rank.</param>
/// <param name="Inputs">Input features on this rank.</param>
/// <param name="Outputs">Output features on this rank.</param>
/// <param name="Format">How the weights are stored.</param>
/// <param name="AttentionRanks">Attention groups whose tokens meet these experts.</param>
public sealed record GroupedGemm(
    string Name, int Experts, int ExpertsPerToken, double ExpertsHere, double Inputs, double Outputs, WeightFormat Format, int AttentionRanks)
    : TokenOperator(Name, TokenChoice.All)
{
    /// <inheritdoc />
    public override OperatorKind Kind => OperatorKind.GroupedGemm;

    /// <inheritdoc />
    public override OperatorWork Work(double tokens)
    {
        var all = tokens * AttentionRanks;
        var copies = all * ExpertsPerToken * ExpertsHere / Experts;
        var touched = ExpertsHere * (1 - Math.Pow(1 - ((double)ExpertsPerToken / Experts), all));
        return new OperatorWork(
            Flops.Of(2 * copies * Inputs * Outputs),
            Format.Compute,
            Bytes.OfBits(touched * Inputs * Outputs * Format.BitsPerWeight),
            Bytes.Of(copies * (Inputs + Outputs) * ActivationBytes),
            Bytes.Zero,
            1);
    }
}
