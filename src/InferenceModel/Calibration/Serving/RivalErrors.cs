namespace InferenceModel.Calibration.Serving;

/// <summary>Errors of one model on some rows.</summary>
/// <param name="Rows">Which rows: all, or clean ones.</param>
/// <param name="Metric">The metric.</param>
/// <param name="Model">Whose predictions.</param>
/// <param name="Errors">The errors.</param>
public sealed record RivalErrors(string Rows, string Metric, string Model, ErrorStatistics Errors);
