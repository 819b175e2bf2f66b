using InferenceModel.Scenarios;

namespace InferenceModel.Reports;

/// <summary>One column of the results.</summary>
/// <param name="Name">Its name, with the unit.</param>
/// <param name="Value">Its value in a row: a number, a text, or null where there is none.</param>
public sealed record ResultColumn(string Name, Func<ScenarioResult, object?> Value);
