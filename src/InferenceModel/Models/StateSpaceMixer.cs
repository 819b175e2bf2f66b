using InferenceModel.Units;

namespace InferenceModel.Models;

/// <summary>A Mamba-2 state-space mixer (Dao and Gu, arXiv 2405.21060; projections as in Nemotron-H).</summary>
/// <param name="HeadCount">Heads.</param>
/// <param name="HeadDimension">Width of a head.</param>
/// <param name="Groups">Groups that share input and output matrices.</param>
/// <param name="StateSize">State of one channel.</param>
/// <param name="ConvolutionWidth">Tokens the short convolution sees.</param>
public sealed record StateSpaceMixer(int HeadCount, int HeadDimension, int Groups, int StateSize, int ConvolutionWidth) : SequenceMixer
{
    private long InnerWidth => (long)HeadCount * HeadDimension;

    private long ConvolvedWidth => InnerWidth + (2L * Groups * StateSize);

    /// <inheritdoc />
    public override string Kind => "state-space mixer";

    /// <inheritdoc />
    public override long CacheElementsPerToken => 0;

    /// <summary>Numbers in the recurrent state of one sequence.</summary>
    public long StateElements => InnerWidth * StateSize;

    /// <summary>The recurrent state is kept in 32 bits, the convolution's tail in 16.</summary>
    public override Bytes StatePerSequence => Bytes.Of((StateElements * 4.0) + (ConvolvedWidth * (ConvolutionWidth - 1) * 2.0));

    /// <inheritdoc />
    public override int Heads => HeadCount;

    /// <inheritdoc />
    public override int KeyValueHeads => Groups;

    /// <inheritdoc />
    public override IEnumerable<WeightTensor> Weights(int hiddenSize)
    {
        yield return new(WeightRole.Mixer, "in_proj", hiddenSize, InnerWidth + ConvolvedWidth + HeadCount);
        yield return new(WeightRole.Small, "conv1d and its bias", ConvolvedWidth, ConvolutionWidth + 1);
        yield return new(WeightRole.Small, "A, D, dt_bias, norm", 1, (3L * HeadCount) + InnerWidth);
        yield return new(WeightRole.Mixer, "out_proj", InnerWidth, hiddenSize);
    }
}
