namespace InferenceModel.Estimation.Intervals;

/// <summary>In what a condition differs from all that errors were measured on.</summary>
[Flags]
public enum Novelty
{
    /// <summary>In nothing: a like model, accelerator, engine and load were measured.</summary>
    None = 0,

    /// <summary>No model of this shape was measured.</summary>
    Model = 1,

    /// <summary>No run on this accelerator was measured.</summary>
    Accelerator = 2,

    /// <summary>No run of this engine was measured.</summary>
    Engine = 4,

    /// <summary>Lengths or requests in flight lie beyond twice what was measured, or requests come in a way that was not.</summary>
    Load = 8,
}
