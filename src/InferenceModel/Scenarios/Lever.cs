using InferenceModel.Interconnect;

namespace InferenceModel.Scenarios;

/// <summary>One thing about a machine that could be otherwise.</summary>
/// <param name="Name">What is changed.</param>
/// <param name="Change">How.</param>
/// <param name="System">The machine changed so.</param>
public sealed record Lever(string Name, string Change, ServingSystem System);
