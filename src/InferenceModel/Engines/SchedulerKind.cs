namespace InferenceModel.Engines;

/// <summary>How an engine chooses what the next step runs.</summary>
public enum SchedulerKind
{
    /// <summary>vLLM V1: one token budget a step, decoding first, prompts in chunks, preemption by recomputing.</summary>
    Vllm,

    /// <summary>SGLang: steps that only compute prompts go first; memory is judged by a falling share of the answers to come; retraction.</summary>
    Sglang,

    /// <summary>TensorRT-LLM, guaranteed no evict: in-flight batching, admitted only where prompt and answer fit whole.</summary>
    TrtllmNoEvict,

    /// <summary>TensorRT-LLM, maximum utilisation: in-flight batching, paused and recomputed where memory runs out.</summary>
    TrtllmMaximumUtilisation,

    /// <summary>Orca: iteration-level batching of whole prompts, memory reserved whole.</summary>
    Orca,

    /// <summary>Static batches: all start together, none joins until all have ended.</summary>
    Static,
}
