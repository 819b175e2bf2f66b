using InferenceModel.Calibration;
using InferenceModel.Calibration.Kernels;
using InferenceModel.Costs.Kernels;

namespace InferenceModel.Training;

/// <summary>
/// Accelerators never measured: each is left out in turn, everything is learned from the others, and it is predicted from its data sheet. Kernels timed
/// from the host are not asked for: they serve nobody, and their times are the host's.
/// </summary>
/// <param name="calibrator">Learns.</param>
public sealed class LeaveOneOut(KernelCalibrator calibrator)
{
    /// <summary>The errors on each accelerator when the others alone were learned from.</summary>
    /// <param name="family">The family.</param>
    /// <param name="calls">Measured calls of all accelerators.</param>
    /// <param name="progress">Told of each accelerator.</param>
    public IReadOnlyList<TransferError> Errors(
        IKernelFamily family, IReadOnlyList<MeasuredCall> calls, Action<string>? progress = null)
    {
        var result = new List<TransferError>();
        foreach (var system in calls.GroupBy(call => call.Machine.Accelerator.Id).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            List<MeasuredCall> others = [.. calls.Where(call => call.Machine.Accelerator.Id != system.Key)];
            if (others.Count > 0)
            {
                var model = calibrator.Calibrate(family, others, []).Model;
                result.Add(Errors(system.Key, model, [.. system.Where(call => !call.Engine.EndsWith(KernelInputs.EagerSuffix, StringComparison.Ordinal))]));
            }

            progress?.Invoke(system.Key);
        }

        return result;
    }

    private static TransferError Errors(string system, KernelModel model, List<MeasuredCall> calls)
    {
        var models = new Dictionary<string, KernelModel>(StringComparer.Ordinal) { [model.Family.Id] = model };
        var learned = new List<double>();
        var physics = new List<double>();
        foreach (var engine in calls.GroupBy(call => call.Engine))
        {
            List<MeasuredCall> own = [.. engine];
            var predictions = new KernelPredictor(models, own[0].Machine, engine.Key).Predict([.. own.Select(call => call.Call)]);
            for (var i = 0; i < own.Count; i++)
            {
                learned.Add(100 * ((predictions[i].Seconds / own[i].Seconds) - 1));
                physics.Add(100 * ((predictions[i].Physics.Total / own[i].Seconds) - 1));
            }
        }

        return new TransferError(model.Family.Id, system, ErrorStatistics.Of(learned), ErrorStatistics.Of(physics));
    }
}
