using System.Globalization;
using InferenceModel.Models;

namespace InferenceModel.Operators.Calls;

/// <summary>
/// The routed experts of one layer on one rank, from routed tokens to their weighted sum: gate and up, activation, down.
/// Experts are dealt to <paramref name="ExpertRanks"/> ranks and cut over <paramref name="TensorRanks"/>.
/// </summary>
/// <param name="Tokens">Tokens that meet the layer, over all ranks experts are dealt to.</param>
/// <param name="Hidden">Width of an expert's input and output.</param>
/// <param name="Intermediate">Width inside one whole expert.</param>
/// <param name="ExpertsPerToken">Experts a token visits.</param>
/// <param name="Experts">Experts of the layer.</param>
/// <param name="TensorRanks">Ranks an expert is cut over.</param>
/// <param name="ExpertRanks">Ranks experts are dealt to.</param>
/// <param name="Skew">Exponent of the power law of expert popularity; 0 is even.</param>
/// <param name="Format">How weights are stored and multiplied.</param>
/// <param name="IsGated">Whether a gate multiplies the activation.</param>
public sealed record RoutedExpertsCall(
    double Tokens,
    double Hidden,
    double Intermediate,
    double ExpertsPerToken,
    double Experts,
    double TensorRanks,
    double ExpertRanks,
    double Skew,
    WeightFormat Format,
    bool IsGated) : KernelCall
{
    /// <summary>Attention groups whose tokens meet these experts: with several, tokens are exchanged before and after.</summary>
    public int AttentionGroups { get; init; } = 1;

    /// <summary>
    /// The most of the rate of warp-wide matrix instructions that kernels reach, which is half of a chip's rate where instructions of warp groups
    /// reach all of it; 0 where kernels are those of the tables.
    /// </summary>
    public double WarpShare { get; init; }

    /// <summary>Which of an engine's kernels runs; <see cref="ExpertKernel.Any"/> leaves it to the engine.</summary>
    public ExpertKernel Kernel { get; init; }

    /// <inheritdoc />
    public override string Family => "moe";

    /// <inheritdoc />
    public override string Precision => Kernel == ExpertKernel.Any ? FiledPrecision.Of(Format) : $"{FiledPrecision.Of(Format)}/{Kernel}";

    /// <inheritdoc />
    public override KernelCall ResolvedTo(string precision) =>
        Kernel == ExpertKernel.Any && Enum.TryParse<ExpertKernel>(precision[(precision.IndexOf('/', StringComparison.Ordinal) + 1)..], out var kernel) ? this with { Kernel = kernel } : this;

    /// <summary>
    /// On Blackwell engines multiply microscaling 4-bit experts with 8-bit activations, which its cores do at twice the rate (vLLM's
    /// FlashInfer MXFP4-MXFP8 path, TensorRT-LLM's W4A8_MXFP4_MXFP8); elsewhere with 16 bits, vLLM on Hopper with OpenAI's Triton kernels.
    /// TensorRT-LLM is served on Blackwell with its backend TRTLLM for NVFP4, and with CUTLASS where attention is replicated (its deployment
    /// guide for DeepSeek-R1 lists both for up to 8 ranks; the public benchmark's start scripts choose so).
    /// </summary>
    /// <param name="engine">The engine.</param>
    /// <param name="generation">The generation of the accelerator.</param>
    public override KernelCall ChosenBy(string engine, string generation) => (Kernel, engine, generation) switch
    {
        (ExpertKernel.Any, _, "blackwell") when Format == WeightFormat.Mxfp4 => this with { Format = WeightFormat.Mxfp4Fp8 },
        (ExpertKernel.Any, "trtllm", "blackwell") when Format == WeightFormat.Nvfp4 =>
            this with { Kernel = AttentionGroups == 1 && IsGated ? ExpertKernel.Generated : ExpertKernel.Cutlass },
        (ExpertKernel.Any, "vllm", "hopper") when Format == WeightFormat.Mxfp4 => this with { Kernel = ExpertKernel.Triton },
        _ => this,
    };

    /// <summary>
    /// Marlin widens 4-bit floats and 4-bit integers in one kernel; integers were measured over many layers, floats over one of 896 experts
    /// alone, so that integers stand for both. Before 0.11 TensorRT-LLM multiplied experts with CUTLASS kernels written for Ampere on every chip.
    /// </summary>
    /// <param name="version">The engine as it runs.</param>
    public override KernelCall StartedAs(string version) => version switch
    {
        "vllm_marlin" when Kernel == ExpertKernel.Any && Format == WeightFormat.Mxfp4 => this with { Format = WeightFormat.Int4, Kernel = ExpertKernel.Marlin },
        EngineVersions.CompiledSessions => this with { WarpShare = EarlyWarpShare },
        _ => this,
    };

    /// <summary>Chosen by prompts of Mixtral-8x7B in static batches of TensorRT-LLM 0.9 (ground truth): 175 TFLOP/s on A100, 300 on H100.</summary>
    private const double EarlyWarpShare = 0.35;

    /// <inheritdoc />
    public override ulong Shape => Mix(Hidden, Intermediate, ExpertsPerToken, Experts);

    /// <summary>Experts on this rank.</summary>
    public double ExpertsHere => Math.Max(1, Experts / ExpertRanks);

    /// <summary>Copies of all tokens, whichever rank's experts they meet: kernels keep a slot for each.</summary>
    public double Slots => Tokens * ExpertsPerToken;

    /// <summary>Width inside an expert on this rank.</summary>
    public double Width => Intermediate / TensorRanks;

    /// <summary>Matrices into the expert: two with a gate.</summary>
    public double Matrices => IsGated ? 2 : 1;

    /// <inheritdoc />
    public override string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"tokens={Tokens} hidden={Hidden} inter={Intermediate} topk={ExpertsPerToken} experts={Experts} tp={TensorRanks} ep={ExpertRanks} skew={Skew}");
}
