namespace InferenceModel.Costs.Kernels;

/// <summary>Writes numbers one after another.</summary>
/// <param name="into">Takes them.</param>
internal ref struct FeatureWriter(Span<float> into)
{
    private readonly Span<float> into = into;
    private int at;

    /// <summary>The next number.</summary>
    /// <param name="value">The number.</param>
    public void Put(double value) => into[at++] = (float)value;

    /// <summary>The next number: 1 or 0.</summary>
    /// <param name="value">Whether it is 1.</param>
    public void Put(bool value) => Put(value ? 1 : 0);

    /// <summary>The next number: the logarithm of a ratio to base 2.</summary>
    /// <param name="of">What is compared.</param>
    /// <param name="over">With what.</param>
    public void PutRatio(double of, double over = 1) => Put(Math.Log2(Math.Max(of, 1e-15) / Math.Max(over, 1e-15)));
}
