using System.Globalization;

namespace InferenceModel.Operators.Calls;

/// <summary>The short causal convolution before a recurrence, with its activation; decoding shifts a tail of inputs kept for each sequence.</summary>
/// <param name="Sequences">Sequences.</param>
/// <param name="Tokens">New tokens of each; 1 in decoding.</param>
/// <param name="Channels">Channels on this rank.</param>
/// <param name="Width">Tokens it sees.</param>
/// <param name="IsDecoding">Whether the tail is shifted in place.</param>
/// <param name="Kernel">How it is dealt out.</param>
public sealed record ShortConvolutionCall(double Sequences, double Tokens, double Channels, double Width, bool IsDecoding, ConvolutionKernel Kernel) : KernelCall
{
    /// <inheritdoc />
    public override string Family => "short_convolution";

    /// <inheritdoc />
    public override string Phase => IsDecoding ? "generation" : "context";

    /// <inheritdoc />
    public override string Precision => (IsDecoding ? "bf16_decode" : "bf16_prompt") + Kernel switch
    {
        ConvolutionKernel.Channel => "_channel",
        ConvolutionKernel.StridedChannel => "_strided",
        _ => string.Empty,
    };

    /// <inheritdoc />
    public override KernelCall ChosenBy(string engine, string generation) => Kernel == ConvolutionKernel.EngineChoice
        ? this with { Kernel = engine == "trtllm" ? ConvolutionKernel.Channel : ConvolutionKernel.Patch }
        : this;

    /// <inheritdoc />
    public override ulong Shape => Mix(Channels, Width);

    /// <summary>A multiplication and an addition for each token, channel and place of the window.</summary>
    public double Operations => 2 * Sequences * Tokens * Channels * Width;

    /// <summary>Bytes in and out, 16 bits a number.</summary>
    public double StreamBytes => 4 * Sequences * Tokens * Channels;

    /// <summary>Bytes of tails read and written.</summary>
    public double TailBytes => 4 * Sequences * Channels * (Width - 1);

    /// <inheritdoc />
    public override string Describe() => string.Create(CultureInfo.InvariantCulture, $"batch={Sequences} tokens={Tokens} channels={Channels} width={Width}");
}
