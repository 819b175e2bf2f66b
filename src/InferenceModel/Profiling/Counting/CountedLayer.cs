namespace InferenceModel.Profiling.Counting;

/// <summary>A layer found in a graph, with its work for a prompt and for one token.</summary>
/// <param name="Name">Its place.</param>
/// <param name="Kind">What it is made of.</param>
/// <param name="Prefill">Operations and bytes of a prompt.</param>
/// <param name="Decode">Operations and bytes of one token over a cache.</param>
public sealed record CountedLayer(string Name, string Kind, (double Operations, double Bytes) Prefill, (double Operations, double Bytes) Decode);
