using InferenceModel.Workloads;

namespace InferenceModel.Planning;

/// <summary>A worker at a load, as Pareto plots show it. The default value is an unnamed point at the origin.</summary>
/// <param name="Name">The worker.</param>
/// <param name="System">Its system.</param>
/// <param name="TokensPerSecondPerUser">Output tokens per second one user sees.</param>
/// <param name="TokensPerSecondPerAccelerator">Output tokens per second of one accelerator.</param>
/// <param name="UsdPerMillionTokens">Dollars for a million tokens, input and output; null without a price.</param>
/// <param name="TokensPerSecondPerMegawatt">Output tokens per second and megawatt.</param>
/// <param name="KeepsLevel">Whether the service level is kept.</param>
public readonly record struct FrontierPoint(
    string Name,
    string System,
    double TokensPerSecondPerUser,
    double TokensPerSecondPerAccelerator,
    double? UsdPerMillionTokens,
    double TokensPerSecondPerMegawatt,
    bool KeepsLevel)
{
    /// <summary>The point of a worker at a load.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="name">Its plan in a word.</param>
    /// <param name="point">The load.</param>
    /// <param name="request">Lengths of every request.</param>
    /// <param name="level">The service level.</param>
    internal static FrontierPoint Of(WorkerOption worker, string name, in OperatingPoint point, RequestShape request, ServiceLevel level)
    {
        var output = point.RequestsPerSecond * request.OutputTokens;
        var all = point.RequestsPerSecond * (request.InputTokens + request.OutputTokens);
        return new FrontierPoint(
            name,
            worker.Prepared.Deployment.System.Id,
            1 / point.TimePerOutputToken.Mean.Total,
            output / worker.Accelerators,
            worker.Economics.UsdPerMillionTokens(all, worker.Accelerators),
            worker.Economics.TokensPerSecondPerMegawatt(output, worker.Accelerators),
            level.Keeps(point.TimeToFirstToken, point.TimePerOutputToken, point.EndToEnd));
    }
}
