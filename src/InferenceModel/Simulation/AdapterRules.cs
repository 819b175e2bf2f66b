using InferenceModel.Units;

namespace InferenceModel.Simulation;

/// <summary>LoRA adapters: how many a batch may mix and what they cost.</summary>
/// <param name="MaximumActive">Adapters among the running requests of a lane at most.</param>
/// <param name="LoadTime">Time to bring an adapter to the device; holds up the step.</param>
/// <param name="StepOverhead">Time added to a step with any adapter, over the plain step.</param>
public sealed record AdapterRules(int MaximumActive, Seconds LoadTime, double StepOverhead);
