using InferenceModel.Units;

namespace InferenceModel.Models;

/// <summary>
/// Linear attention with a gated delta rule: a matrix of state per value head replaces the cache
/// (Yang et al., arXiv 2412.06464; projections as in Qwen3-Next).
/// </summary>
/// <param name="KeyHeadCount">Key heads.</param>
/// <param name="KeyDimension">Width of a key head.</param>
/// <param name="ValueHeadCount">Value heads.</param>
/// <param name="ValueDimension">Width of a value head.</param>
/// <param name="ConvolutionWidth">Tokens the short convolution sees.</param>
public sealed record GatedDeltaNet(int KeyHeadCount, int KeyDimension, int ValueHeadCount, int ValueDimension, int ConvolutionWidth) : SequenceMixer
{
    private long KeyWidth => (long)KeyHeadCount * KeyDimension;

    private long ValueWidth => (long)ValueHeadCount * ValueDimension;

    private long ConvolvedWidth => (2 * KeyWidth) + ValueWidth;

    /// <inheritdoc />
    public override string Kind => "gated delta network";

    /// <inheritdoc />
    public override long CacheElementsPerToken => 0;

    /// <summary>Numbers in the recurrent state of one sequence.</summary>
    public long StateElements => (long)ValueHeadCount * KeyDimension * ValueDimension;

    /// <summary>The recurrent state is kept in 32 bits, the convolution's tail in 16.</summary>
    public override Bytes StatePerSequence => Bytes.Of((StateElements * 4.0) + (ConvolvedWidth * (ConvolutionWidth - 1) * 2.0));

    /// <inheritdoc />
    public override int Heads => ValueHeadCount;

    /// <inheritdoc />
    public override int KeyValueHeads => KeyHeadCount;

    /// <inheritdoc />
    public override IEnumerable<WeightTensor> Weights(int hiddenSize)
    {
        yield return new(WeightRole.Mixer, "in_proj_qkvz", hiddenSize, (2 * KeyWidth) + (2 * ValueWidth));
        yield return new(WeightRole.Mixer, "in_proj_ba", hiddenSize, 2L * ValueHeadCount);
        yield return new(WeightRole.Small, "conv1d", ConvolvedWidth, ConvolutionWidth);
        yield return new(WeightRole.Small, "A_log, dt_bias, norm", 1, (2L * ValueHeadCount) + ValueDimension);
        yield return new(WeightRole.Mixer, "out_proj", ValueWidth, hiddenSize);
    }
}
