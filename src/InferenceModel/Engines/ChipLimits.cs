using System.Collections.Immutable;
using InferenceModel.Hardware;
using InferenceModel.Units;

namespace InferenceModel.Engines;

/// <summary>Limits an engine starts with on chips with less memory or of some generations, in place of its own.</summary>
/// <param name="BelowMemory">Chips with less memory than this.</param>
/// <param name="Architectures">Chips of these generations whatever their memory.</param>
/// <param name="MaximumBatchedTokens">Tokens one step may hold.</param>
/// <param name="MaximumSequences">Sequences one attention rank may run.</param>
public sealed record ChipLimits(Bytes BelowMemory, ImmutableArray<string> Architectures, int MaximumBatchedTokens, int MaximumSequences)
{
    /// <summary>Whether they hold on a chip.</summary>
    /// <param name="chip">The chip.</param>
    public bool Holds(Accelerator chip) => chip.Memory.Value < BelowMemory || Architectures.Contains(chip.Architecture);
}
