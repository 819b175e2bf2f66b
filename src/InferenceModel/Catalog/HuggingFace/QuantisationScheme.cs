using System.Collections.Immutable;
using System.IO.Enumeration;
using InferenceModel.Models;

namespace InferenceModel.Catalog.HuggingFace;

/// <summary>Which modules of a checkpoint are stored in which format.</summary>
/// <param name="Default">The format of projections no rule names.</param>
/// <param name="Rules">Module patterns and their format; the first that matches counts.</param>
/// <param name="Excluded">Module patterns left in 16 bits.</param>
/// <param name="KvFormat">The cache format the checkpoint asks for, or null.</param>
internal sealed record QuantisationScheme(
    WeightFormat Default,
    ImmutableArray<(string Pattern, WeightFormat Format)> Rules,
    ImmutableArray<string> Excluded,
    KvCacheFormat? KvFormat)
{
    private static readonly string[] HeadModules = ["lm_head", "head"];

    /// <summary>Whether the experts lie beside the dense block of a layer and not inside it (Gemma 4), so that no rule for the block means them.</summary>
    public bool ExpertsBesideBlock { get; init; }

    /// <summary>Everything in 16 bits.</summary>
    public static QuantisationScheme None { get; } = new(WeightFormat.Bf16, [], [], null);

    /// <summary>The format of the head: only a rule that names it quantises it.</summary>
    public WeightFormat HeadFormat => HeadModules
        .SelectMany(module => Rules.Where(rule => Matches(rule.Pattern, module)))
        .Select(rule => rule.Format).FirstOrDefault() ?? WeightFormat.Bf16;

    /// <summary>The formats of one layer.</summary>
    /// <param name="layer">The layer's number, from 0.</param>
    public LayerFormats OfLayer(int layer) => new(
        FormatOf(ModuleNames.Mixer(layer)),
        FormatOf(ModuleNames.FeedForward(layer)),
        FormatOf(ExpertsBesideBlock ? ModuleNames.ExpertsBesideBlock(layer) : ModuleNames.RoutedExperts(layer)),
        FormatOf(ModuleNames.SharedExperts(layer)));

    private WeightFormat FormatOf(ImmutableArray<string> modules)
    {
        if (Rules.IsEmpty && Excluded.IsEmpty)
        {
            return Default;
        }

        if (Excluded.Any(pattern => modules.Any(module => Matches(pattern, module))))
        {
            return WeightFormat.Bf16;
        }

        return Rules.FirstOrDefault(rule => modules.Any(module => Matches(rule.Pattern, module))).Format ?? Default;
    }

    /// <summary>A pattern names a module, a parent of it, or a part of it; prefixes before the layer do not count.</summary>
    private static bool Matches(string pattern, string module)
    {
        // Rules for prediction modules number their layers from 0 too.
        if (pattern.StartsWith("mtp", StringComparison.Ordinal))
        {
            return false;
        }

        // compressed-tensors marks regular expressions with "re:"; those in use are wildcards in other clothes.
        if (pattern.StartsWith("re:", StringComparison.Ordinal))
        {
            pattern = pattern[3..].Replace(".*", "*", StringComparison.Ordinal).Replace("\\.", ".", StringComparison.Ordinal);
        }

        var start = pattern.IndexOf("layers.", StringComparison.Ordinal);
        var rooted = start > 0 ? pattern[start..] : pattern;
        return FileSystemName.MatchesSimpleExpression(rooted, module)
            || FileSystemName.MatchesSimpleExpression($"*.{rooted}", module)
            || FileSystemName.MatchesSimpleExpression($"{rooted}.*", module)
            || FileSystemName.MatchesSimpleExpression($"*.{rooted}.*", module);
    }
}
