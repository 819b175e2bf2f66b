using InferenceModel.Profiling.Onnx;

namespace InferenceModel.Profiling.Counting;

/// <summary>Queries meeting keys, as one fused node or as two products around a softmax.</summary>
/// <param name="Node">The fused node, or the softmax.</param>
/// <param name="Query">The value of the queries.</param>
/// <param name="Key">The value of the keys.</param>
/// <param name="Value">The value of the values.</param>
/// <param name="Batch">Sequences.</param>
/// <param name="Tokens">New tokens of each.</param>
/// <param name="Past">Tokens each has in its cache before.</param>
/// <param name="Heads">Query heads.</param>
/// <param name="KeyHeads">Key-value heads.</param>
/// <param name="ScoreWidth">Width of the product of a query and a key.</param>
/// <param name="ValueWidth">Width of a value.</param>
/// <param name="Window">Tokens a query sees at most.</param>
/// <param name="IsCausal">Whether a token sees only those before it.</param>
internal sealed record AttentionCore(
    OnnxNode Node, string Query, string Key, string Value, double Batch, double Tokens, double Past, double Heads, double KeyHeads, double ScoreWidth, double ValueWidth, double Window, bool IsCausal);
