namespace InferenceModel.Calibration;

/// <summary>One measurement beside its prediction.</summary>
/// <param name="Metric">What was measured, as JSON names it: <c>latency</c>, <c>ttft_ms</c>, ...</param>
/// <param name="Name">Which row, for the list of the worst.</param>
/// <param name="Measured">The measurement, more than zero.</param>
/// <param name="Predicted">The prediction, in the same unit.</param>
public readonly record struct ComparedPoint(string Metric, string Name, double Measured, double Predicted)
{
    /// <summary>Lower end of the 90 % interval, or null where none is stated.</summary>
    public double? Low { get; init; }

    /// <summary>Upper end of the 90 % interval, or null where none is stated.</summary>
    public double? High { get; init; }

    /// <summary>Error in percent of the measurement, negative where the prediction is too small.</summary>
    public double SignedPercent => 100 * (Predicted - Measured) / Measured;

    /// <summary>Whether the measurement lies in the interval; null where none is stated.</summary>
    public bool? IsCovered => Low is { } low && High is { } high ? Measured >= low && Measured <= high : null;
}
