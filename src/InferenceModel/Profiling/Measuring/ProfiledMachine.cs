using InferenceModel.Engines;
using InferenceModel.Interconnect;

namespace InferenceModel.Profiling.Measuring;

/// <summary>What a profile makes of a machine: something the catalogue could hold.</summary>
/// <param name="System">The device, how many ranks there are of it, and the wire between them.</param>
/// <param name="Engine">What calling ONNX Runtime costs beside the kernels, and what exchanges between ranks cost.</param>
public sealed record ProfiledMachine(ServingSystem System, ServingEngine Engine);
