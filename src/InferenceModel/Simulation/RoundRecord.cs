using InferenceModel.Units;

namespace InferenceModel.Simulation;

/// <summary>What one replica did between two decisions: one step with prompts, or several that only decode. The default value is nothing.</summary>
/// <param name="Replica">The replica.</param>
/// <param name="Start">When it began.</param>
/// <param name="End">When it ended.</param>
/// <param name="Steps">Steps.</param>
/// <param name="PromptTokens">Prompt tokens computed, all lanes.</param>
/// <param name="DecodingSequences">Sequences that decoded, all lanes.</param>
/// <param name="Running">Requests admitted at its end, those that ended in it gone, all lanes.</param>
/// <param name="Waiting">Requests waiting at its end, all lanes.</param>
/// <param name="CacheBlocksBefore">Blocks in use at its start, all ranks.</param>
/// <param name="CacheBlocksUsed">Blocks in use at its end, all ranks.</param>
public readonly record struct RoundRecord(
    int Replica, SimTime Start, SimTime End, int Steps, long PromptTokens, int DecodingSequences, int Running, int Waiting, long CacheBlocksBefore, long CacheBlocksUsed)
{
    /// <summary>Requests admitted while it ran, all lanes.</summary>
    public int Served { get; init; }
}
