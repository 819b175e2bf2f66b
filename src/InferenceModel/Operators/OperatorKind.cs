namespace InferenceModel.Operators;

/// <summary>The families of work; efficiencies are kept by them.</summary>
public enum OperatorKind
{
    /// <summary>A matrix multiplication with one weight.</summary>
    Gemm,

    /// <summary>Matrix multiplications with the weights of many experts.</summary>
    GroupedGemm,

    /// <summary>Attention of prompt tokens.</summary>
    PrefillAttention,

    /// <summary>Attention of decoded tokens over their caches.</summary>
    DecodeAttention,

    /// <summary>A linear recurrence.</summary>
    Recurrence,

    /// <summary>Norms, rotary position, activations, sampling: bytes in and out.</summary>
    Elementwise,

    /// <summary>Ranks talking to each other.</summary>
    Collective,
}
