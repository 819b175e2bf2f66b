using InferenceModel.Profiling.Onnx;

namespace InferenceModel.Profiling.Layers;

/// <summary>How a layer is written down as a graph.</summary>
/// <param name="Phase">Prompt or decoding.</param>
/// <param name="Activation">Type of what passes between nodes: 32 bits to run on a processor, 16 to count as serving engines do.</param>
/// <param name="TensorParallel">Ranks that share the layer; the graph is one rank's part, before the sums over ranks.</param>
/// <param name="Positions">Longest context the rotary tables reach, in tokens.</param>
public sealed record LayerGraphOptions(
    LayerPhase Phase, OnnxElement Activation = OnnxElement.Float32, int TensorParallel = 1, int Positions = 4096);
