using System.Globalization;

namespace InferenceModel.Operators.Calls;

/// <summary>
/// The gated delta rule (Yang et al., arXiv 2412.06464): prompts in chunks, each head's chunks one after another; decoding reads and
/// writes every sequence's state.
/// </summary>
/// <param name="Sequences">Sequences.</param>
/// <param name="Tokens">New tokens of each; 1 in decoding.</param>
/// <param name="KeyHeads">Key heads on this rank.</param>
/// <param name="ValueHeads">Value heads on this rank.</param>
/// <param name="KeyDimension">Width of a key.</param>
/// <param name="ValueDimension">Width of a value.</param>
/// <param name="StateBits">Bits of a number of state.</param>
/// <param name="IsDecoding">Whether one token of each sequence is decoded.</param>
/// <param name="Kernel">Whose kernel runs: Triton (flash-linear-attention) or FlashInfer.</param>
public sealed record GatedDeltaCall(
    double Sequences,
    double Tokens,
    double KeyHeads,
    double ValueHeads,
    double KeyDimension,
    double ValueDimension,
    double StateBits,
    bool IsDecoding,
    AttentionKernel Kernel) : KernelCall
{
    /// <summary>Tokens of a chunk (flash-linear-attention).</summary>
    public const double ChunkTokens = 64;

    /// <inheritdoc />
    public override string Family => "gdn";

    /// <inheritdoc />
    public override string Phase => IsDecoding ? "generation" : "context";

    /// <inheritdoc />
    public override string Precision => IsDecoding ? "bf16_decode" : AttentionPrecision.Name(16, 16, Kernel) + "_prompt";

    /// <inheritdoc />
    public override KernelCall ChosenBy(string engine, string generation) => Kernel == AttentionKernel.EngineChoice
        ? this with { Kernel = engine == "vllm" && generation is "hopper" or "blackwell" ? AttentionKernel.FlashInfer : AttentionKernel.Triton }
        : this;

    /// <inheritdoc />
    public override ulong Shape => Mix(KeyHeads, ValueHeads, KeyDimension, ValueDimension);

    /// <summary>Numbers of state of one sequence.</summary>
    public double StateElements => ValueHeads * KeyDimension * ValueDimension;

    /// <summary>
    /// Operations. A token's state is decayed, corrected and read: three multiply-adds a number of state. Chunks add the products among
    /// their tokens: two of keys, two of values.
    /// </summary>
    public double Operations => Sequences * Tokens * ((6 * StateElements) + (IsDecoding ? 0 : 4 * ValueHeads * ChunkTokens * (KeyDimension + ValueDimension)));

    /// <summary>Bytes of queries, keys, values in and outputs out, 16 bits a number.</summary>
    public double StreamBytes => 2 * Sequences * Tokens * ((2 * KeyHeads * KeyDimension) + (2 * ValueHeads * ValueDimension));

    /// <summary>Bytes of state read and written: once for each token decoded, once for each chunk of a prompt.</summary>
    public double StateBytes => 2 * Sequences * Chunks * StateElements * StateBits / 8;

    /// <summary>Steps that follow one another in a sequence.</summary>
    public double Chunks => IsDecoding ? 1 : Math.Ceiling(Tokens / ChunkTokens);

    /// <inheritdoc />
    public override string Describe() => string.Create(CultureInfo.InvariantCulture, $"batch={Sequences} tokens={Tokens} heads={KeyHeads}/{ValueHeads} dim={KeyDimension}x{ValueDimension}");
}
