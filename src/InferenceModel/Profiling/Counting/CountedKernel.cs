using InferenceModel.Operators;

namespace InferenceModel.Profiling.Counting;

/// <summary>One kernel a graph asks for.</summary>
/// <param name="Name">The node it stands for, or the last of those that are one kernel.</param>
/// <param name="Kind">The family.</param>
/// <param name="Work">Its work.</param>
public sealed record CountedKernel(string Name, OperatorKind Kind, OperatorWork Work);
