using System.Globalization;
using InferenceModel.Models;

namespace InferenceModel.Operators.Calls;

/// <summary>A matrix multiplication [rows, inputs] x [inputs, outputs].</summary>
/// <param name="Rows">Tokens: m.</param>
/// <param name="Outputs">Output features: n.</param>
/// <param name="Inputs">Input features: k.</param>
/// <param name="Format">How the weight is stored and multiplied.</param>
public sealed record GemmCall(double Rows, double Outputs, double Inputs, WeightFormat Format) : KernelCall
{
    /// <inheritdoc />
    public override string Family => "gemm";

    /// <inheritdoc />
    public override string Precision => FiledPrecision.Of(Format);

    /// <inheritdoc />
    public override ulong Shape => Mix(Outputs, Inputs);

    /// <summary>How its start differs from that of the kernel measured.</summary>
    public ProductStart Start { get; init; }

    /// <summary>
    /// TensorRT-LLM quantises 8-bit inputs inside the kernel before (norm, attention, activation: checkpoints hold the scales) from 1.1
    /// on, while its tables time a quantisation for each multiplication: a floor of 12 us for fp8, of 6 to 10 us for nvfp4. The same
    /// multiplications with a quick quantisation are measured with SGLang; in four bits with CuTe kernels, where TensorRT-LLM runs CUTLASS.
    /// 1.0 still quantised apart, as its tables do.
    /// </summary>
    /// <param name="engine">The engine.</param>
    /// <param name="generation">The generation of the accelerator.</param>
    public override KernelCall ChosenBy(string engine, string generation) => (TimedAs, engine, Format.Id) switch
    {
        (null, "trtllm", "fp8") => this with { TimedAs = "sglang", Start = ProductStart.QuantisedBefore },
        (null, "trtllm", "nvfp4") => this with { TimedAs = "sglang", Start = ProductStart.Cutlass },
        _ => this,
    };

    /// <inheritdoc />
    public override KernelCall StartedAs(string version) => (version, Format.Id) switch
    {
        (EngineVersions.CompiledSessions or EngineVersions.FirstExecutors or EngineVersions.CompiledEngines or EngineVersions.EarlyRocm, _) => new EarlyGemmCall(Rows, Outputs, Inputs, Format),
        ("trtllm_1_0", "fp8") => this with { TimedAs = "trtllm_dynamic" },
        ("trtllm_1_0", "nvfp4") => this with { TimedAs = "trtllm" },
        ("vllm_whole_graph", "nvfp4") => this with { Start = ProductStart.Cutlass },
        _ => this,
    };

    /// <summary>Operations: a multiplication and an addition for each term.</summary>
    public double Operations => 2 * Rows * Outputs * Inputs;

    /// <summary>Bytes of the weight with its scales.</summary>
    public double WeightBytes => Outputs * Inputs * Format.BitsPerWeight / 8;

    /// <summary>Bytes of the input as multiplied.</summary>
    public double InputBytes => Rows * Inputs * ActivationBits / 8;

    /// <summary>Bytes of the 16-bit output.</summary>
    public double OutputBytes => Rows * Outputs * 2;

    /// <summary>Bits of an activation as multiplied.</summary>
    public double ActivationBits => BitsOf(Format.Compute);

    /// <summary>Bits of one number of a format.</summary>
    /// <param name="format">The format.</param>
    public static double BitsOf(NumberFormat format) => format switch
    {
        NumberFormat.Fp32 => 32,
        NumberFormat.Fp8 or NumberFormat.Int8 => 8,
        NumberFormat.Fp4 => 4,
        _ => 16,
    };

    /// <inheritdoc />
    public override string Describe() => string.Create(CultureInfo.InvariantCulture, $"m={Rows} n={Outputs} k={Inputs}");
}
