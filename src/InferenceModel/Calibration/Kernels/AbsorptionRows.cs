using System.Collections.Immutable;
using InferenceModel.Operators.Calls;

namespace InferenceModel.Calibration.Kernels;

/// <summary>Rows of <c>mla_bmm</c> tables: <c>mla_gen_pre</c> takes queries to the latent, <c>mla_gen_post</c> takes outputs back.</summary>
internal sealed class AbsorptionRows : IKernelRows
{
    /// <inheritdoc />
    public ImmutableArray<string> Operators => ["mla_bmm"];

    /// <inheritdoc />
    public ImmutableArray<string> NumberColumns => ["num_tokens", "num_heads"];

    /// <inheritdoc />
    public ImmutableArray<string> TextColumns => ["op_name", "bmm_dtype"];

    /// <inheritdoc />
    public Func<int, KernelCall?> Reader(KernelTableName table, KernelColumns columns)
    {
        var (tokens, heads) = (columns.Numbers("num_tokens"), columns.Numbers("num_heads"));
        var (names, formats) = (columns.Texts("op_name"), columns.Texts("bmm_dtype"));
        var widths = LatentWidths.DeepSeek;
        return row => (names[row], MeasuredAttention.Bits(formats[row])) switch
        {
            ("mla_gen_pre", { } bits) => new AbsorptionCall(tokens[row], heads[row], widths.Content, widths.Latent, bits),
            ("mla_gen_post", { } bits) => new AbsorptionCall(tokens[row], heads[row], widths.Latent, widths.Value, bits),
            _ => null,
        };
    }
}
