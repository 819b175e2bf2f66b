using System.Collections.Immutable;
using InferenceModel.Catalog;

namespace InferenceModel.Scenarios;

/// <summary>A scenario file, every row of it.</summary>
/// <param name="Path">The file.</param>
/// <param name="Columns">Its columns, in order.</param>
/// <param name="Rows">Its rows, in order.</param>
/// <param name="Findings">Faults of rows and of the file.</param>
public sealed record ScenarioFile(string Path, ImmutableArray<string> Columns, ImmutableArray<ScenarioRow> Rows, ImmutableArray<Finding> Findings);
