using InferenceModel.Units;

namespace InferenceModel.Models;

/// <summary>The part of a layer that lets tokens see each other: attention of some kind, or a linear recurrence.</summary>
public abstract record SequenceMixer
{
    /// <summary>A short name of the kind, for tables and messages.</summary>
    public abstract string Kind { get; }

    /// <summary>Numbers cached for one token in one layer, before the cache format is applied.</summary>
    public abstract long CacheElementsPerToken { get; }

    /// <summary>Bytes cached for one token in one layer whatever the cache format (index keys of sparse attention).</summary>
    public virtual Bytes FixedCachePerToken => Bytes.Zero;

    /// <summary>Tokens a query can look back to; null where nothing bounds it.</summary>
    public virtual int? Window => null;

    /// <summary>State kept for one sequence in one layer however long it grows (linear recurrences).</summary>
    public virtual Bytes StatePerSequence => Bytes.Zero;

    /// <summary>Attention heads that tensor parallelism divides.</summary>
    public abstract int Heads { get; }

    /// <summary>Key-value heads that tensor parallelism divides or copies; 1 where the cache is one latent for all heads.</summary>
    public abstract int KeyValueHeads { get; }

    /// <summary>The weights of one layer.</summary>
    /// <param name="hiddenSize">Width of the residual stream.</param>
    public abstract IEnumerable<WeightTensor> Weights(int hiddenSize);
}
