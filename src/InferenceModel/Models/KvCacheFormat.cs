using System.Collections.Immutable;

namespace InferenceModel.Models;

/// <summary>How keys and values are kept in the cache.</summary>
/// <param name="Id">The word a scenario writes.</param>
/// <param name="BitsPerElement">Bits of one cached number with its share of a scale.</param>
public sealed record KvCacheFormat(string Id, double BitsPerElement)
{
    /// <summary>16 bits a number.</summary>
    public static readonly KvCacheFormat Bf16 = new("bf16", 16);

    /// <summary>8 bits a number, scales too few to count.</summary>
    public static readonly KvCacheFormat Fp8 = new("fp8", 8);

    /// <summary>4 bits a number and an 8-bit scale for every 16.</summary>
    public static readonly KvCacheFormat Fp4 = new("fp4", 4.5);

    /// <summary>32 bits a number, as processors keep it.</summary>
    public static readonly KvCacheFormat Fp32 = new("fp32", 32);

    /// <summary>Every format a scenario may name.</summary>
    public static ImmutableArray<KvCacheFormat> All { get; } = [Bf16, Fp8, Fp4, Fp32];

    /// <summary>The format of this name, or null.</summary>
    /// <param name="id">The name, in any case.</param>
    public static KvCacheFormat? Find(string id) =>
        All.FirstOrDefault(format => format.Id.Equals(id, StringComparison.OrdinalIgnoreCase));

    /// <inheritdoc />
    public override string ToString() => Id;
}
