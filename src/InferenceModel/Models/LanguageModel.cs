using System.Collections.Immutable;
using InferenceModel.Units;

namespace InferenceModel.Models;

/// <summary>A decoder-only transformer (or hybrid): everything that determines work, memory and caches.</summary>
public sealed record LanguageModel
{
    /// <summary>The name scenarios use.</summary>
    public required string Id { get; init; }

    /// <summary>The name people use.</summary>
    public required string Name { get; init; }

    /// <summary>Width of the residual stream.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Entries of the vocabulary.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Longest context the configuration allows, in tokens.</summary>
    public required int MaximumContext { get; init; }

    /// <summary>The layers in order, neighbours that are the same in one group.</summary>
    public required ImmutableArray<LayerGroup> Layers { get; init; }

    /// <summary>Whether the head is the embedding table transposed.</summary>
    public required bool TiedEmbeddings { get; init; }

    /// <summary>Rows of a learned table of positions; 0 for rotary or none.</summary>
    public int PositionRows { get; init; }

    /// <summary>Parameters of the norms outside the layers: the last one, and the one after the embedding where there is one (BLOOM).</summary>
    public long FinalNormParameters { get; init; }

    /// <summary>Whether the head has a bias.</summary>
    public bool HasHeadBias { get; init; }

    /// <summary>How the head is stored.</summary>
    public WeightFormat HeadFormat { get; init; } = WeightFormat.Bf16;

    /// <summary>How keys and values are cached unless a scenario says otherwise.</summary>
    public KvCacheFormat KvFormat { get; init; } = KvCacheFormat.Bf16;

    /// <summary>Modules that predict further tokens; they are outside the parameter counts, as model cards count.</summary>
    public int MultiTokenPredictionModules { get; init; }

    /// <summary>Parameters of encoders for other media: they take memory but no part in generation.</summary>
    public long EncoderParameters { get; init; }

    /// <summary>How the makers count.</summary>
    public CountingConvention Counting { get; init; } = CountingConvention.Everything;

    /// <summary>What the reader assumed or left out, one sentence each.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>Number of layers.</summary>
    public int LayerCount => Layers.Sum(group => group.Count);

    /// <summary>Weights outside the layers.</summary>
    public IEnumerable<WeightTensor> OuterWeights
    {
        get
        {
            yield return new(WeightRole.Embedding, "embed_tokens", VocabularySize, HiddenSize);
            if (PositionRows > 0)
            {
                yield return new(WeightRole.Embedding, "positions", PositionRows, HiddenSize);
            }

            if (!TiedEmbeddings)
            {
                yield return new(WeightRole.Head, "lm_head", HiddenSize, VocabularySize);
            }

            yield return new(WeightRole.Small, "final norm", 1, FinalNormParameters + (HasHeadBias ? VocabularySize : 0));
        }
    }

    /// <summary>All parameters that are loaded: layers, embedding, head, encoders; no prediction modules.</summary>
    public long LoadedParameters => OuterWeights.Sum(tensor => tensor.Parameters) + EncoderParameters
        + Layers.Sum(group => group.Count * group.Layer.Weights(HiddenSize).Sum(tensor => tensor.Parameters));

    /// <summary>Parameters as the makers count them (see <see cref="Counting"/>).</summary>
    public long Parameters => LoadedParameters
        + (Counting.TotalHasPrediction ? PredictionParameters : 0)
        - (Counting.TotalHasEmbeddings ? 0 : OuterParameters(WeightRole.Embedding) + OuterParameters(WeightRole.Head));

    /// <summary>Parameters one token uses, as the makers count them (see <see cref="Counting"/>).</summary>
    public long ActiveParameters => (long)Math.Round(
        OuterWeights.Sum(tensor => (double)tensor.Parameters)
        + Layers.Sum(group => group.Count * group.Layer.ActiveParameters(HiddenSize))
        - (Counting.ActiveHasEmbedding || TiedEmbeddings ? 0 : OuterParameters(WeightRole.Embedding))
        - (Counting.ActiveHasHead || TiedEmbeddings ? 0 : OuterParameters(WeightRole.Head)));

    /// <summary>A prediction module is one more layer, a projection of two hidden vectors to one, and three norms.</summary>
    private long PredictionParameters => MultiTokenPredictionModules
        * (Layers[^1].Layer.Weights(HiddenSize).Sum(tensor => tensor.Parameters) + (2L * HiddenSize * HiddenSize) + (3L * HiddenSize));

    /// <summary>Bytes of all weights as stored.</summary>
    public Bytes WeightBytes =>
        OuterWeights.Aggregate(Bytes.Of(2.0 * EncoderParameters), (sum, tensor) => sum + tensor.Size(OuterFormat(tensor.Role)))
        + Layers.Aggregate(Bytes.Zero, (sum, group) => sum + (group.Layer.WeightBytes(HiddenSize) * group.Count));

    /// <summary>Bytes one more token adds to the caches while every layer still keeps it.</summary>
    public Bytes KvBytesPerToken => KvBytes(1, KvFormat);

    /// <summary>State of one sequence in layers that keep a recurrence instead of a cache.</summary>
    public Bytes StateBytesPerSequence => Layers.Aggregate(
        Bytes.Zero, (sum, group) => sum + ((group.Layer.Mixer?.StatePerSequence ?? Bytes.Zero) * group.Count));

    /// <summary>The storage format of weights outside the layers.</summary>
    /// <param name="role">The role.</param>
    public WeightFormat OuterFormat(WeightRole role) => role == WeightRole.Head ? HeadFormat : WeightFormat.Bf16;

    /// <summary>Bytes the caches of one sequence hold; layers with a window keep no more than the window.</summary>
    /// <param name="contextTokens">Tokens of the sequence so far.</param>
    /// <param name="format">The cache format.</param>
    public Bytes KvBytes(double contextTokens, KvCacheFormat format) => Layers.Aggregate(Bytes.Zero, (sum, group) =>
        sum + (group.Count * KvBytes(group.Layer.Mixer, contextTokens, format)));

    /// <summary>The same model with every projection inside the layers stored in one format.</summary>
    /// <param name="format">The format.</param>
    public LanguageModel WithPrecision(WeightFormat format) => this with
    {
        Layers = [.. Layers.Select(group => group with { Layer = group.Layer with { Formats = LayerFormats.Uniform(format) } })],
    };

    /// <summary>The same model looking at whole sequences everywhere; itself where no layer bounds its windows.</summary>
    public LanguageModel WithoutWindows() => Layers.All(group => group.Layer.Mixer is not GroupedAttention { SlidingWindow: not null }) ? this : this with
    {
        Layers = [.. Layers.Select(group => group.Layer.Mixer is GroupedAttention { SlidingWindow: not null } bounded
            ? group with { Layer = group.Layer with { Mixer = bounded with { SlidingWindow = null } } }
            : group)],
    };

    /// <summary>The format most weight bytes would be in, for tables.</summary>
    public WeightFormat DominantFormat => Layers
        .SelectMany(group => group.Layer.Weights(HiddenSize), (group, tensor) =>
            (Format: group.Layer.Formats.Of(tensor.Role), Parameters: (double)tensor.Parameters * group.Count))
        .GroupBy(part => part.Format)
        .MaxBy(parts => parts.Sum(part => part.Parameters))?.Key ?? WeightFormat.Bf16;

    private long OuterParameters(WeightRole role) => OuterWeights.Where(tensor => tensor.Role == role).Sum(tensor => tensor.Parameters);

    private static Bytes KvBytes(SequenceMixer? mixer, double contextTokens, KvCacheFormat format) => mixer is null
        ? Bytes.Zero
        : (Bytes.OfBits(mixer.CacheElementsPerToken * format.BitsPerElement) + mixer.FixedCachePerToken)
            * Math.Min(contextTokens, mixer.Window ?? contextTokens);
}
