namespace InferenceModel.Profiling.Running;

/// <summary>How ONNX Runtime runs a model.</summary>
/// <param name="Threads">Threads one operator may use; they spin between operators, so that none has to be woken.</param>
/// <param name="Provider">Execution provider: <c>cpu</c>, <c>cuda</c>, ...</param>
/// <param name="ProfilePrefix">How the file begins into which ONNX Runtime writes its own profile; null for none.</param>
public sealed record RuntimeOptions(int Threads, string Provider = RuntimeProviders.Processor, string? ProfilePrefix = null);
