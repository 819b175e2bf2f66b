using System.Collections.Immutable;

namespace InferenceModel.Hardware;

/// <summary>Constants of one kind of kernel, fitted on the chip itself, and how well they fit.</summary>
/// <param name="Family">The kind, named as kernel tables name it: <c>gemm</c>, <c>context_attention</c>, <c>generation_attention</c>, <c>elementwise</c>.</param>
/// <param name="Precision">The format the fitted kernels work in; empty where it makes no difference.</param>
/// <param name="Constants">Values by the names the family gives them.</param>
/// <param name="Rows">Measured rows behind them.</param>
/// <param name="MedianPercent">Median absolute error on those rows, in percent.</param>
/// <param name="MeanPercent">Mean absolute error on those rows, in percent.</param>
public sealed record MeasuredKernel(
    string Family, string Precision, ImmutableSortedDictionary<string, double> Constants, int Rows, double MedianPercent, double MeanPercent);
