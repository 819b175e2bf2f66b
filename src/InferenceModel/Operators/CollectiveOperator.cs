using InferenceModel.Interconnect;
using InferenceModel.Models;
using InferenceModel.Units;

namespace InferenceModel.Operators;

/// <summary>Ranks talking to each other about the tokens of a step.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Choice">Which tokens it treats.</param>
/// <param name="Collective">What is done.</param>
/// <param name="BytesPerToken">Bytes of the buffer for each token, as <see cref="Collectives.Time"/> counts it.</param>
/// <param name="Group">Who takes part.</param>
public sealed record CollectiveOperator(
    string Name, TokenChoice Choice, CollectiveKind Collective, Bytes BytesPerToken, CommunicationGroup Group) : TokenOperator(Name, Choice)
{
    /// <inheritdoc />
    public override OperatorKind Kind => OperatorKind.Collective;

    /// <summary>The buffer for a number of tokens.</summary>
    /// <param name="tokens">Tokens.</param>
    public Bytes Buffer(double tokens) => BytesPerToken * tokens;

    /// <inheritdoc />
    public override OperatorWork Work(double tokens) =>
        new(Flops.Zero, NumberFormat.Bf16, Bytes.Zero, Buffer(tokens), Bytes.Zero, 1);
}
