using InferenceModel.Interconnect;
using InferenceModel.Models;
using InferenceModel.Units;

namespace InferenceModel.Operators;

/// <summary>Ranks talking to each other about the tokens of a step.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Choice">Which tokens it treats.</param>
/// <param name="Collective">What is done.</param>
/// <param name="BytesPerToken">Bytes of the buffer for each token, as <see cref="CollectiveKind"/> counts them.</param>
/// <param name="Group">Who takes part.</param>
public sealed record CollectiveOperator(
    string Name, TokenChoice Choice, CollectiveKind Collective, Bytes BytesPerToken, CommunicationGroup Group) : TokenOperator(Name, Choice)
{
    /// <inheritdoc />
    public override OperatorKind Kind => OperatorKind.Collective;

    /// <summary>The buffer for a number of tokens.</summary>
    /// <param name="tokens">Tokens.</param>
    public Bytes Buffer(double tokens) => FixedBytes + (BytesPerToken * tokens);

    /// <summary>The norm that follows an all-reduce, which an engine may do within it; null where it stands by itself.</summary>
    public Elementwise? Norm { get; init; }

    /// <summary>Bytes that move whatever the number of tokens.</summary>
    public Bytes FixedBytes { get; init; }

    /// <summary>How expert traffic is made up; null for other collectives.</summary>
    public ExpertTraffic? Experts { get; init; }

    /// <summary>What the ranks exchange for a number of tokens.</summary>
    /// <param name="tokens">Tokens.</param>
    public CollectiveCall Exchange(double tokens) => Experts is { } experts
        ? CollectiveCall.ForExperts(tokens * experts.TokenShare, experts.ExpertsPerToken, experts.BytesPerCopy, experts.Count, Group.Ranks, Group.Far is { } far && !far.Extends(Group.Near) ? Group.Domains : 1)
        : new CollectiveCall(Buffer(tokens));

    /// <inheritdoc />
    public override OperatorWork Work(double tokens) =>
        new(Flops.Zero, NumberFormat.Bf16, Bytes.Zero, Buffer(tokens), Bytes.Zero, 1);
}
