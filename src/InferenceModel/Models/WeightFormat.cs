using System.Collections.Immutable;

namespace InferenceModel.Models;

/// <summary>How a weight is stored and what it is multiplied in.</summary>
/// <param name="Id">The word a scenario writes, for example <c>fp8_block</c>.</param>
/// <param name="ElementBits">Bits of one weight without its scales.</param>
/// <param name="ScaleBits">Bits of one scale.</param>
/// <param name="WeightsPerScale">Weights that share a scale; 0 where scales are too few to count.</param>
/// <param name="Compute">The format of the multiplication; a weight-only format multiplies in 16 bits.</param>
/// <param name="Meaning">One line for a list.</param>
public sealed record WeightFormat(
    string Id, double ElementBits, double ScaleBits, int WeightsPerScale, NumberFormat Compute, string Meaning)
{
    /// <summary>16-bit brain floating point.</summary>
    public static readonly WeightFormat Bf16 = new("bf16", 16, 0, 0, NumberFormat.Bf16, "16-bit brain floating point");

    /// <summary>16-bit IEEE floating point.</summary>
    public static readonly WeightFormat Fp16 = new("fp16", 16, 0, 0, NumberFormat.Fp16, "16-bit IEEE floating point");

    /// <summary>32-bit floating point.</summary>
    public static readonly WeightFormat Fp32 = new("fp32", 32, 0, 0, NumberFormat.Fp32, "32-bit IEEE floating point");

    /// <summary>8-bit floating point, one scale a tensor.</summary>
    public static readonly WeightFormat Fp8 = new("fp8", 8, 0, 0, NumberFormat.Fp8, "8-bit floating point, one scale a tensor");

    /// <summary>8-bit floating point with a 32-bit scale for every 128 x 128 block (DeepSeek-V3 report, section 3.3).</summary>
    public static readonly WeightFormat Fp8Block = new("fp8_block", 8, 32, 128 * 128, NumberFormat.Fp8, "8-bit floating point, 128 x 128 blocks");

    /// <summary>8-bit integers for weights and activations.</summary>
    public static readonly WeightFormat Int8 = new("int8", 8, 0, 0, NumberFormat.Int8, "8-bit integer weights and activations");

    /// <summary>4-bit integer weights in groups of 128, multiplied in 16 bits (AWQ, GPTQ).</summary>
    public static readonly WeightFormat Int4 = new("int4", 4, 16, 128, NumberFormat.Bf16, "4-bit integer weights in groups of 128, 16-bit activations");

    /// <summary>4-bit integer weights in groups of 32, multiplied in 16 bits (Kimi-K2.5).</summary>
    public static readonly WeightFormat Int4Group32 = new("int4_g32", 4, 16, 32, NumberFormat.Bf16, "4-bit integer weights in groups of 32, 16-bit activations");

    /// <summary>NVIDIA's 4-bit floating point: an 8-bit scale for every 16 weights.</summary>
    public static readonly WeightFormat Nvfp4 = new("nvfp4", 4, 8, 16, NumberFormat.Fp4, "4-bit floating point, 8-bit scale for 16 weights");

    /// <summary>OCP microscaling 4-bit weights (an 8-bit scale for 32), with 16-bit activations as gpt-oss is served.</summary>
    public static readonly WeightFormat Mxfp4 = new("mxfp4", 4, 8, 32, NumberFormat.Bf16, "4-bit microscaling weights, 16-bit activations");

    /// <summary>The same 4-bit weights with activations rounded to 8-bit microscaling floats.</summary>
    public static readonly WeightFormat Mxfp4Fp8 = new("mxfp4_fp8", 4, 8, 32, NumberFormat.Fp8, "4-bit microscaling weights, 8-bit activations");

    /// <summary>8-bit integer weights, one scale a column, multiplied in 16 bits.</summary>
    public static readonly WeightFormat Int8WeightOnly = new("int8_wo", 8, 0, 0, NumberFormat.Bf16, "8-bit integer weights, 16-bit activations");

    /// <summary>Every format a scenario may name.</summary>
    public static ImmutableArray<WeightFormat> All { get; } =
        [Bf16, Fp16, Fp32, Fp8, Fp8Block, Int8, Int4, Int4Group32, Nvfp4, Mxfp4, Mxfp4Fp8, Int8WeightOnly];

    /// <summary>Bits of one weight with its share of a scale.</summary>
    public double BitsPerWeight => ElementBits + (WeightsPerScale == 0 ? 0 : ScaleBits / WeightsPerScale);

    /// <summary>The format of this name, or null.</summary>
    /// <param name="id">The name, in any case.</param>
    public static WeightFormat? Find(string id) =>
        All.FirstOrDefault(format => format.Id.Equals(id, StringComparison.OrdinalIgnoreCase));

    /// <inheritdoc />
    public override string ToString() => Id;
}
