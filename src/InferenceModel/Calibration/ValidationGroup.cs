using System.Collections.Immutable;

namespace InferenceModel.Calibration;

/// <summary>Errors of the points that share a label.</summary>
/// <param name="By">What kind of label: <c>operator</c>, <c>system</c>, <c>engine</c>, ...</param>
/// <param name="Key">The label.</param>
/// <param name="Metrics">Errors by metric.</param>
public sealed record ValidationGroup(string By, string Key, ImmutableSortedDictionary<string, ErrorStatistics> Metrics);
