using System.Collections.Immutable;
using System.Globalization;
using InferenceModel.Operators.Calls;

namespace InferenceModel.Calibration.Kernels;

/// <summary>Rows of <c>moe</c> tables: the routed experts of a layer on the busiest of its ranks.</summary>
internal sealed class RoutedExpertsRows : IKernelRows
{
    private const string PowerLaw = "power_law_";

    /// <inheritdoc />
    public ImmutableArray<string> Operators => ["moe"];

    /// <inheritdoc />
    public ImmutableArray<string> NumberColumns => ["num_tokens", "hidden_size", "inter_size", "topk", "num_experts", "moe_tp_size", "moe_ep_size"];

    /// <inheritdoc />
    public ImmutableArray<string> TextColumns => ["moe_dtype", "distribution"];

    /// <inheritdoc />
    public Func<int, KernelCall?> Reader(KernelTableName table, KernelColumns columns)
    {
        var (tokens, hidden, inter) = (columns.Numbers("num_tokens"), columns.Numbers("hidden_size"), columns.Numbers("inter_size"));
        var (topk, experts) = (columns.Numbers("topk"), columns.Numbers("num_experts"));
        var (tensor, dealt) = (columns.Numbers("moe_tp_size"), columns.Numbers("moe_ep_size"));
        var (formats, distributions) = (columns.Texts("moe_dtype"), columns.Texts("distribution"));
        var sources = columns.TextsOr("kernel_source", string.Empty);
        return row => MeasuredFormats.Find(formats[row]) is { } format && Skew(distributions[row]) is { } skew
            ? new RoutedExpertsCall(tokens[row], hidden[row], inter[row], topk[row], experts[row], tensor[row], dealt[row], skew, format, IsGated(sources[row]))
            {
                Kernel = Kernel(table.Engine, sources[row]),
            }
            : null;
    }

    private static bool IsGated(string source) => !source.Contains("nongated", StringComparison.Ordinal);

    /// <summary>
    /// The kernel a source names; TensorRT-LLM's plain flow is CUTLASS unless it says otherwise. What its tables call minimum latency is its
    /// backend TRTLLM, the generated kernels vLLM and SGLang use too, at all token counts (aiconfigurator, collector/trtllm/collect_moe.py).
    /// </summary>
    private static ExpertKernel Kernel(string engine, string source) => source switch
    {
        _ when source.Contains("min_latency", StringComparison.Ordinal) => ExpertKernel.Generated,
        _ when source.Contains("marlin", StringComparison.Ordinal) => ExpertKernel.Marlin,
        _ when source.Contains("triton", StringComparison.Ordinal) || source == "vllm_fused_moe" => ExpertKernel.Triton,
        _ when source.Contains("deepgemm", StringComparison.Ordinal) => ExpertKernel.DeepGemm,
        _ when source.Contains("cutlass", StringComparison.Ordinal) => ExpertKernel.Cutlass,
        _ when source.Contains("trtllm", StringComparison.Ordinal) => ExpertKernel.Generated,
        _ when engine == "trtllm" => ExpertKernel.Cutlass,
        _ => ExpertKernel.Any,
    };

    /// <summary>The exponent a distribution's name states; null for a name not known.</summary>
    private static double? Skew(string distribution)
    {
        if (distribution == "balanced")
        {
            return 0;
        }

        return distribution.StartsWith(PowerLaw, StringComparison.Ordinal)
            && double.TryParse(distribution.AsSpan(PowerLaw.Length), NumberStyles.Float, CultureInfo.InvariantCulture, out var exponent) ? exponent : null;
    }
}
