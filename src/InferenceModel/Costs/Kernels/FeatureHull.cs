using System.Collections.Immutable;

namespace InferenceModel.Costs.Kernels;

/// <summary>The least and largest value of each input a correction was trained on.</summary>
/// <param name="Low">Least values.</param>
/// <param name="High">Largest values.</param>
public sealed record FeatureHull(ImmutableArray<float> Low, ImmutableArray<float> High)
{
    /// <summary>Rounding of a logarithm is no extrapolation.</summary>
    private const float Slack = 1e-3f;

    /// <summary>The hull of rows.</summary>
    /// <param name="rows">Inputs, row after row.</param>
    /// <param name="columns">Numbers of a row.</param>
    public static FeatureHull Of(ReadOnlySpan<float> rows, int columns)
    {
        var low = new float[columns];
        var high = new float[columns];
        Array.Fill(low, float.MaxValue);
        Array.Fill(high, float.MinValue);
        for (var i = 0; i < rows.Length; i++)
        {
            var column = i % columns;
            low[column] = Math.Min(low[column], rows[i]);
            high[column] = Math.Max(high[column], rows[i]);
        }

        return new FeatureHull([.. low], [.. high]);
    }

    /// <summary>The first input outside the hull, or -1.</summary>
    /// <param name="row">Inputs of a call.</param>
    public int FirstOutside(ReadOnlySpan<float> row)
    {
        for (var i = 0; i < row.Length; i++)
        {
            if (!(row[i] >= Low[i] - Slack && row[i] <= High[i] + Slack))
            {
                return i;
            }
        }

        return -1;
    }
}
