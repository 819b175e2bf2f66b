namespace InferenceModel.Profiling.Layers;

/// <summary>Which of the two kinds of work a layer graph does; most layers have one graph for both.</summary>
public enum LayerPhase
{
    /// <summary>A whole prompt.</summary>
    Prefill,

    /// <summary>One token of each sequence over its cache.</summary>
    Decode,
}
