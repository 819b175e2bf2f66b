using System.Collections.Immutable;

namespace InferenceModel.Catalog;

/// <summary>Gathers the faults of one reading so that the user hears of all of them at once.</summary>
public sealed class FindingList
{
    /// <summary>Faults kept; what goes beyond is only counted.</summary>
    public const int Capacity = 1000;

    private readonly List<Finding> findings = [];

    /// <summary>Faults met, those beyond <see cref="Capacity"/> included.</summary>
    public int Count { get; private set; }

    /// <summary>The faults kept, in the order met.</summary>
    public ImmutableArray<Finding> Kept => [.. findings];

    /// <summary>Takes note of a fault; the same fault twice is one.</summary>
    /// <param name="finding">The fault.</param>
    public void Add(Finding finding)
    {
        if (findings.Contains(finding))
        {
            return;
        }

        Count++;
        if (findings.Count < Capacity)
        {
            findings.Add(finding);
        }
    }
}
