using InferenceModel.Estimation;
using InferenceModel.Units;

namespace InferenceModel.Planning;

/// <summary>The latencies a deployment must keep. A limit that is null is not asked for.</summary>
/// <param name="TimeToFirstToken">Most time to first token.</param>
/// <param name="TimePerOutputToken">Most time per output token.</param>
/// <param name="EndToEnd">Most time of a whole request.</param>
/// <param name="Percentile">50, 95 or 99; 0 for the mean.</param>
public sealed record ServiceLevel(Seconds? TimeToFirstToken, Seconds? TimePerOutputToken, Seconds? EndToEnd, int Percentile)
{
    /// <summary>The level with every limit so many times as long.</summary>
    /// <param name="factor">The factor.</param>
    public ServiceLevel Times(double factor) => this with { TimeToFirstToken = TimeToFirstToken * factor, TimePerOutputToken = TimePerOutputToken * factor, EndToEnd = EndToEnd * factor };

    /// <summary>Whether latencies keep within it.</summary>
    /// <param name="firstToken">Time to first token.</param>
    /// <param name="perToken">Time per output token.</param>
    /// <param name="endToEnd">Whole request.</param>
    public bool Keeps(in LatencyFigures firstToken, in LatencyFigures perToken, in LatencyFigures endToEnd) =>
        !(firstToken.At(Percentile) > TimeToFirstToken) && !(perToken.At(Percentile) > TimePerOutputToken) && !(endToEnd.At(Percentile) > EndToEnd);

    /// <summary>Whether an estimate keeps within it.</summary>
    /// <param name="estimate">The estimate.</param>
    public bool Keeps(DeploymentEstimate estimate) => Keeps(estimate.TimeToFirstToken, estimate.TimePerOutputToken, estimate.EndToEnd);

    /// <summary>Which limits are missed and by how much; empty where none is.</summary>
    /// <param name="firstToken">Time to first token.</param>
    /// <param name="perToken">Time per output token.</param>
    /// <param name="endToEnd">Whole request.</param>
    public string Missed(in LatencyFigures firstToken, in LatencyFigures perToken, in LatencyFigures endToEnd)
    {
        var parts = new[]
        {
            Missed("time to first token", firstToken.At(Percentile), TimeToFirstToken),
            Missed("time per output token", perToken.At(Percentile), TimePerOutputToken),
            Missed("end to end", endToEnd.At(Percentile), EndToEnd),
        };
        return string.Join("; ", parts.Where(part => part.Length > 0));
    }

    /// <summary>By how much the limit missed most is missed, as a share of it; not above zero where all are kept.</summary>
    /// <param name="firstToken">Time to first token.</param>
    /// <param name="perToken">Time per output token.</param>
    /// <param name="endToEnd">Whole request.</param>
    public double Excess(in LatencyFigures firstToken, in LatencyFigures perToken, in LatencyFigures endToEnd) => Math.Max(
        Over(firstToken.At(Percentile), TimeToFirstToken), Math.Max(Over(perToken.At(Percentile), TimePerOutputToken), Over(endToEnd.At(Percentile), EndToEnd)));

    private static double Over(Seconds value, Seconds? limit) => limit is { } most ? (value / most) - 1 : double.NegativeInfinity;

    private static string Missed(string name, Seconds value, Seconds? limit) => limit is { } most && value > most
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{name} {value} is {(value / most) - 1:P0} above {most}")
        : string.Empty;
}
