using InferenceModel.Models;
using InferenceModel.Operators.Calls;
using InferenceModel.Units;

namespace InferenceModel.Operators;

/// <summary>
/// The routed experts of a layer on one rank, from routed tokens to their weighted sum. Work is counted with even routing: an
/// expert is touched with probability 1 - (1 - k/E)^tokens; the call states the skew that time depends on.
/// </summary>
/// <param name="Name">What people call it.</param>
/// <param name="Experts">Experts of the layer.</param>
/// <param name="ExpertsPerToken">Experts a token visits.</param>
/// <param name="Inputs">Width of an expert's input and output.</param>
/// <param name="Intermediate">Width inside one whole expert.</param>
/// <param name="ExpertRanks">Ranks experts are dealt to.</param>
/// <param name="TensorRanks">Ranks an expert is cut over.</param>
/// <param name="Format">How the weights are stored.</param>
/// <param name="IsGated">Whether a gate multiplies the activation.</param>
/// <param name="AttentionRanks">Attention groups whose tokens meet these experts.</param>
public sealed record RoutedExperts(
    string Name,
    int Experts,
    int ExpertsPerToken,
    double Inputs,
    double Intermediate,
    int ExpertRanks,
    int TensorRanks,
    WeightFormat Format,
    bool IsGated,
    int AttentionRanks) : TokenOperator(Name, TokenChoice.All)
{
    /// <summary>
    /// Exponent of the popularity of experts in served models: aiconfigurator 095f58a takes 1.01 for most and 1.2 for a few
    /// (docs/POWER_LAW_DISTRIBUTION.md).
    /// </summary>
    public const double ServedSkew = 1.01;

    /// <inheritdoc />
    public override OperatorKind Kind => OperatorKind.GroupedGemm;

    /// <inheritdoc />
    public override OperatorWork Work(double tokens)
    {
        var all = tokens * AttentionRanks;
        var here = (double)Experts / ExpertRanks;
        var copies = all * ExpertsPerToken / ExpertRanks;
        var touched = here * (1 - Math.Pow(1 - ((double)ExpertsPerToken / Experts), all));
        var width = Intermediate / TensorRanks;
        var matrices = IsGated ? 3 : 2;

        // Products read and write each copy, the activation turns what the first wrote into what the second reads, and the sum reads every
        // copy's result and writes one row a token that has one here.
        var products = copies * ((2 * Inputs) + (matrices * width));
        var activation = copies * matrices * width;
        var sum = (copies + Math.Min(copies, all)) * Inputs;
        return new OperatorWork(
            Flops.Of(2 * copies * Inputs * width * matrices),
            Format.Compute,
            Bytes.OfBits(touched * Inputs * width * matrices * Format.BitsPerWeight),
            Bytes.Of((products + activation + sum) * ActivationBytes),
            Bytes.Zero,
            IsGated ? 4 : 3);
    }

    /// <inheritdoc />
    public override KernelCall? Call(double tokens) => new RoutedExpertsCall(
        tokens * AttentionRanks, Inputs, Intermediate, ExpertsPerToken, Experts, TensorRanks, ExpertRanks, ServedSkew, Format, IsGated) { AttentionGroups = AttentionRanks };
}
