using System.Collections.Immutable;
using InferenceModel.Engines;
using InferenceModel.Units;

namespace InferenceModel.Calibration.Serving;

/// <summary>What a fit of an engine's host times came to.</summary>
/// <param name="Engine">The engine with its fitted constants.</param>
/// <param name="Constants">Each constant before and after.</param>
/// <param name="FittedRuns">Runs it was fitted to.</param>
/// <param name="LeftOutRuns">Runs of configurations left out.</param>
/// <param name="Before">Errors of the runs left out before, by quantity.</param>
/// <param name="After">Errors of the runs left out after, by quantity.</param>
public sealed record EngineFitResult(
    ServingEngine Engine,
    ImmutableArray<(string Name, Seconds Before, Seconds After)> Constants,
    int FittedRuns,
    int LeftOutRuns,
    ImmutableSortedDictionary<string, ErrorStatistics> Before,
    ImmutableSortedDictionary<string, ErrorStatistics> After);
