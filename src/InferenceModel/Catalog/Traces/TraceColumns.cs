using System.Collections.Frozen;

namespace InferenceModel.Catalog.Traces;

/// <summary>
/// Names of trace columns: our own first, then those of the Azure, BurstGPT, Vidur, APEX, Mooncake and LLMServingSim files.
/// </summary>
internal static class TraceColumns
{
    /// <summary>Meaning by name.</summary>
    public static FrozenDictionary<string, TraceColumn> ByName { get; } = new Dictionary<string, TraceColumn>
    {
        ["arrival_s"] = TraceColumn.Time,
        ["input_tokens"] = TraceColumn.Input,
        ["output_tokens"] = TraceColumn.Output,
        ["priority"] = TraceColumn.Priority,
        ["tenant"] = TraceColumn.Tenant,
        ["adapter"] = TraceColumn.Adapter,
        ["session"] = TraceColumn.Session,
        ["TIMESTAMP"] = TraceColumn.Time,
        ["ContextTokens"] = TraceColumn.Input,
        ["GeneratedTokens"] = TraceColumn.Output,
        ["Timestamp"] = TraceColumn.Time,
        ["Request tokens"] = TraceColumn.Input,
        ["Response tokens"] = TraceColumn.Output,
        ["Session ID"] = TraceColumn.Session,
        ["arrived_at"] = TraceColumn.Time,
        ["num_prefill_tokens"] = TraceColumn.Input,
        ["num_decode_tokens"] = TraceColumn.Output,
        ["start_offset_ns"] = TraceColumn.TimeNanoseconds,
        ["context_tokens"] = TraceColumn.Input,
        ["generated_tokens"] = TraceColumn.Output,
        ["timestamp"] = TraceColumn.TimeMilliseconds,
        ["input_length"] = TraceColumn.Input,
        ["output_length"] = TraceColumn.Output,
        ["arrival_time_ns"] = TraceColumn.TimeNanoseconds,
        ["arrival_time"] = TraceColumn.Time,
        ["input_toks"] = TraceColumn.Input,
        ["output_toks"] = TraceColumn.Output,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What a fault says of the columns expected.</summary>
    public const string Expected = "columns arrival_s, input_tokens and output_tokens, or those of an Azure, BurstGPT, Mooncake, Vidur, APEX or LLMServingSim trace";
}
