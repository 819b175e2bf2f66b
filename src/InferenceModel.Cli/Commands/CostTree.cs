using System.Globalization;
using InferenceModel.Costs;
using InferenceModel.Reports;
using InferenceModel.Units;
using Spectre.Console;

namespace InferenceModel.Cli.Commands;

/// <summary>Draws a time and its parts as a tree.</summary>
internal static class CostTree
{
    /// <summary>The tree of a node; shares are of the whole.</summary>
    /// <param name="root">The whole.</param>
    /// <param name="sources">Documents met so far; leaves refer to them by number, from 1.</param>
    public static Tree Render(CostNode root, List<string> sources)
    {
        var tree = new Tree(Label(root, root.Time, 1, sources)) { Guide = TreeGuide.Ascii };
        Add(tree, root, root.Time, root.Repetitions, sources);
        return tree;
    }

    private static void Add(IHasTreeNodes parent, CostNode node, Seconds whole, double times, List<string> sources)
    {
        foreach (var part in node.Parts)
        {
            var child = parent.AddNode(Label(part, whole, times, sources));
            Add(child, part, whole, times * part.Repetitions, sources);
        }
    }

    private static string Label(CostNode node, Seconds whole, double times, List<string> sources)
    {
        var rule = node.Rule switch
        {
            CompositionRule.Repeat => string.Create(CultureInfo.InvariantCulture, $"{node.Repetitions:G6} x the sum of"),
            CompositionRule.Sum => "sum of",
            CompositionRule.Max => "longest of",
            _ => $"bound by {ResultColumns.Words(node.BoundBy.ToString()).Replace('_', ' ')}",
        };
        var share = whole > Seconds.Zero ? node.Time * times / whole : 0;
        if (node.Source.Length > 0 && !sources.Contains(node.Source))
        {
            sources.Add(node.Source);
        }

        var basis = node.Basis.Length > 0 ? string.Create(CultureInfo.InvariantCulture, $"; {node.Basis} [{sources.IndexOf(node.Source) + 1}]") : string.Empty;
        return Markup.Escape(string.Create(CultureInfo.InvariantCulture, $"{node.Time} ({share:P1}) {node.Name}: {rule}{basis}"));
    }
}
