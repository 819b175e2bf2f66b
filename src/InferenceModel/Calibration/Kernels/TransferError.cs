namespace InferenceModel.Calibration.Kernels;

/// <summary>How well one accelerator is predicted by what was learned from the others.</summary>
/// <param name="Family">Family of kernels.</param>
/// <param name="System">The accelerator left out.</param>
/// <param name="Learned">Errors of physics with its correction.</param>
/// <param name="Physics">Errors of physics alone.</param>
public sealed record TransferError(string Family, string System, ErrorStatistics Learned, ErrorStatistics Physics);
