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
    public static Tree Render(CostNode root)
    {
        var tree = new Tree(Label(root, root.Time, 1)) { Guide = TreeGuide.Ascii };
        Add(tree, root, root.Time, root.Repetitions);
        return tree;
    }

    private static void Add(IHasTreeNodes parent, CostNode node, Seconds whole, double times)
    {
        foreach (var part in node.Parts)
        {
            var child = parent.AddNode(Label(part, whole, times));
            Add(child, part, whole, times * part.Repetitions);
        }
    }

    private static string Label(CostNode node, Seconds whole, double times)
    {
        var rule = node.Rule switch
        {
            CompositionRule.Repeat => string.Create(CultureInfo.InvariantCulture, $"{node.Repetitions:G6} x the sum of"),
            CompositionRule.Sum => "sum of",
            CompositionRule.Max => "longest of",
            _ => $"bound by {ResultColumns.Words(node.BoundBy.ToString()).Replace('_', ' ')}",
        };
        var share = whole > Seconds.Zero ? node.Time * times / whole : 0;
        var basis = node.Basis.Length > 0 ? $"; {node.Basis}" : string.Empty;
        return Markup.Escape(string.Create(CultureInfo.InvariantCulture, $"{node.Time} ({share:P1}) {node.Name}: {rule}{basis}"));
    }
}
