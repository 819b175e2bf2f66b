using InferenceModel.Units;
using InferenceModel.Workloads;

namespace InferenceModel.Catalog.Traces;

/// <summary>A recorded serving run: what was served, on what, the requests, and what was measured.</summary>
/// <param name="Name">The run.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="Model">Catalogue name of the model.</param>
/// <param name="System">Catalogue name of the system.</param>
/// <param name="Engine">Catalogue name of the engine.</param>
/// <param name="EngineVersion">Its version as recorded; empty where the engine's name says enough.</param>
/// <param name="Precision">Weight format in place of the checkpoint's, or null.</param>
/// <param name="TensorParallel">Tensor parallel width.</param>
/// <param name="MaximumSequences">Requests running at once.</param>
/// <param name="MaximumBatchedTokens">Tokens of a step.</param>
/// <param name="Trace">The requests.</param>
public sealed record ReplayRun(
    string Name,
    string Source,
    string Model,
    string System,
    string Engine,
    string EngineVersion,
    string? Precision,
    int TensorParallel,
    int MaximumSequences,
    int MaximumBatchedTokens,
    RequestTrace Trace)
{
    /// <summary>Cache blocks of 16 tokens that the run had; null where not known.</summary>
    public long? KvBlocks { get; init; }

    /// <summary>Bandwidth between two accelerators as the run's own description of its machine states it; null where it does not.</summary>
    public BytesPerSecond? Wire { get; init; }

    /// <summary>Whether times were taken in the engine, from the scheduler's queue on: no interface is part of them.</summary>
    public bool IsTimedInEngine { get; init; }

    /// <summary>Measured mean time to first token, seconds.</summary>
    public required double TimeToFirstToken { get; init; }

    /// <summary>Measured mean time per output token, seconds.</summary>
    public required double TimePerOutputToken { get; init; }

    /// <summary>Measured answer tokens per second; null where not known.</summary>
    public double? OutputTokensPerSecond { get; init; }

    /// <summary>Measured end to end time per answer token, seconds; null where not known.</summary>
    public double? EndToEndPerToken { get; init; }
}
