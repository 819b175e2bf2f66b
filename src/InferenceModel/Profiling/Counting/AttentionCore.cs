namespace InferenceModel.Profiling.Counting;

/// <summary>Queries meeting keys, as one fused node or as two products around a softmax.</summary>
/// <param name="Query">The value of the queries.</param>
/// <param name="Key">The value of the keys.</param>
/// <param name="Batch">Sequences.</param>
/// <param name="Tokens">New tokens of each.</param>
/// <param name="Past">Tokens each has in its cache before.</param>
/// <param name="Heads">Query heads.</param>
/// <param name="KeyHeads">Key-value heads.</param>
/// <param name="ScoreWidth">Width of the product of a query and a key.</param>
/// <param name="ValueWidth">Width of a value.</param>
/// <param name="Window">Tokens a query sees at most.</param>
internal sealed record AttentionCore(
    string Query, string Key, double Batch, double Tokens, double Past, double Heads, double KeyHeads, double ScoreWidth, double ValueWidth, double Window);
