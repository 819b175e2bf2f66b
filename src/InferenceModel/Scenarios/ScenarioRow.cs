using System.Collections.Immutable;

namespace InferenceModel.Scenarios;

/// <summary>A row as it was written, and what it means.</summary>
/// <param name="Cells">Its cells in the order of the file's columns, untouched.</param>
/// <param name="Scenario">What it means; null where it is faulty.</param>
/// <param name="Fault">What is wrong with it; empty where nothing is.</param>
public sealed record ScenarioRow(ImmutableArray<string> Cells, Scenario? Scenario, string Fault);
