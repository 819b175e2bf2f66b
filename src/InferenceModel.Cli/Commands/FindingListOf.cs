using InferenceModel.Catalog;

namespace InferenceModel.Cli.Commands;

/// <summary>Gathers findings already made into a list an exception can carry.</summary>
internal sealed class FindingListOf
{
    /// <summary>Gathers findings.</summary>
    /// <param name="findings">The findings.</param>
    public FindingListOf(IEnumerable<Finding> findings)
    {
        foreach (var finding in findings)
        {
            List.Add(finding);
        }
    }

    /// <summary>The list.</summary>
    public FindingList List { get; } = new();
}
