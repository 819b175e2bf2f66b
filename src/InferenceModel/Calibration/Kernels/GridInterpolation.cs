using InferenceModel.Operators.Calls;

namespace InferenceModel.Calibration.Kernels;

/// <summary>
/// What a look-up table would say of a call that is not in it: straight lines between the rows of the same table that differ from it in one
/// coordinate only and enclose it, averaged over the coordinates in which there are such rows. The baseline corrections have to beat.
/// </summary>
public sealed class GridInterpolation
{
    private readonly Dictionary<string, List<(double At, double Seconds)>> lines = new(StringComparer.Ordinal);

    /// <summary>Takes the rows a table keeps.</summary>
    /// <param name="rows">Rows.</param>
    public GridInterpolation(IEnumerable<KernelRow> rows)
    {
        foreach (var row in rows)
        {
            var (kind, at) = Coordinates(row.Call);
            for (var axis = 0; axis < at.Length; axis++)
            {
                var key = Key(row.Engine, kind, at, axis);
                if (!lines.TryGetValue(key, out var line))
                {
                    lines[key] = line = [];
                }

                line.Add((at[axis], row.Seconds));
            }
        }
    }

    /// <summary>Seconds of a call, or null where no two rows enclose it.</summary>
    /// <param name="row">The row, of which the call and its engine are looked at.</param>
    public double? Seconds(in KernelRow row)
    {
        var (kind, at) = Coordinates(row.Call);
        var (sum, axes) = (0.0, 0);
        for (var axis = 0; axis < at.Length; axis++)
        {
            if (lines.TryGetValue(Key(row.Engine, kind, at, axis), out var line) && Between(line, at[axis]) is { } seconds)
            {
                (sum, axes) = (sum + seconds, axes + 1);
            }
        }

        return axes == 0 ? null : sum / axes;
    }

    private static double? Between(List<(double At, double Seconds)> line, double at)
    {
        var low = (At: double.NegativeInfinity, Seconds: 0.0);
        var high = (At: double.PositiveInfinity, Seconds: 0.0);
        foreach (var point in line)
        {
            low = point.At <= at && point.At > low.At ? point : low;
            high = point.At >= at && point.At < high.At ? point : high;
        }

        if (double.IsInfinity(low.At) || double.IsInfinity(high.At))
        {
            return null;
        }

        return high.At > low.At ? low.Seconds + ((high.Seconds - low.Seconds) * (at - low.At) / (high.At - low.At)) : low.Seconds;
    }

    /// <summary>All coordinates but one, as text.</summary>
    private static string Key(string engine, string kind, double[] at, int axis) =>
        $"{axis}|{engine}|{kind}|{string.Join('|', at.Where((_, i) => i != axis))}";

    /// <summary>What must be equal, and the numbers a table steps through.</summary>
    private static (string Kind, double[] At) Coordinates(KernelCall call) => call switch
    {
        GemmCall gemm => (call.Precision, [gemm.Rows, gemm.Outputs, gemm.Inputs]),
        RoutedExpertsCall experts => (
            $"{call.Precision} {experts.IsGated} {experts.Skew}",
            [experts.Tokens, experts.Hidden, experts.Intermediate, experts.ExpertsPerToken, experts.Experts, experts.TensorRanks, experts.ExpertRanks]),
        DecodeAttentionCall decode => (call.Precision, [decode.Sequences, decode.Context, decode.QueryHeads, decode.KeyHeads, decode.HeadDimension, decode.Window]),
        PrefillAttentionCall prompt => (call.Precision, [prompt.Sequences, prompt.Tokens, prompt.Past, prompt.QueryHeads, prompt.KeyHeads, prompt.HeadDimension, prompt.Window]),
        LatentDecodeCall latent => (call.Precision, [latent.Sequences, latent.Context, latent.Heads]),
        LatentPrefillCall latent => (call.Precision, [latent.Sequences, latent.Tokens, latent.Past, latent.Heads]),
        AbsorptionCall product => (call.Precision, [product.Tokens, product.Heads, product.Inputs, product.Outputs]),
        GatedDeltaCall delta => (call.Precision, [delta.Sequences, delta.Tokens, delta.KeyHeads, delta.ValueHeads, delta.KeyDimension, delta.ValueDimension]),
        ShortConvolutionCall convolution => ($"{call.Precision} {convolution.IsDecoding}", [convolution.Sequences, convolution.Tokens, convolution.Channels, convolution.Width]),
        LatentModuleCall module => (call.Precision, [module.Sequences, module.Tokens, module.Past, module.Heads, module.Block.Hidden]),
        _ => (call.Precision, []),
    };
}
