using InferenceModel.Calibration.Serving;
using InferenceModel.Estimation;

namespace InferenceModel.Reports;

/// <summary>A measured file with both kinds of prediction.</summary>
/// <param name="File">Its name.</param>
/// <param name="Estimated">Its rows, estimated.</param>
/// <param name="Simulated">Its rows, simulated.</param>
public sealed record ServingDataSet(string File, IReadOnlyList<ServingOutcome> Estimated, IReadOnlyList<ServingOutcome> Simulated)
{
    /// <summary>The rows predicted one way.</summary>
    /// <param name="fidelity">How.</param>
    public IReadOnlyList<ServingOutcome> Of(ServingFidelity fidelity) => fidelity == ServingFidelity.Estimate ? Estimated : Simulated;
}
