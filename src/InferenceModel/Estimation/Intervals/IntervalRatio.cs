namespace InferenceModel.Estimation.Intervals;

/// <summary>A 90 % interval as ratios to the point prediction: a measurement lies between low and high times the prediction in nine cases of ten. The default value is no interval.</summary>
/// <param name="Low">Lower end over prediction, more than zero.</param>
/// <param name="High">Upper end over prediction.</param>
public readonly record struct IntervalRatio(double Low, double High)
{
    /// <summary>Upper end over lower end.</summary>
    public double Spread => High / Low;

    /// <summary>The interval of the reciprocal, as of a cost whose throughput this is.</summary>
    public IntervalRatio Reciprocal => new(1 / High, 1 / Low);
}
