using System.Collections.Immutable;

namespace InferenceModel.Catalog;

/// <summary>An input that cannot be used; carries every fault found in it. Only the edge of the program catches it.</summary>
public sealed class BadInputException : Exception
{
    /// <summary>Refuses an input.</summary>
    /// <param name="findings">All its faults.</param>
    public BadInputException(FindingList findings)
        : base(string.Join(Environment.NewLine, findings.Kept))
    {
        Findings = findings.Kept;
        Count = findings.Count;
    }

    /// <summary>Refuses an input for one fault.</summary>
    /// <param name="finding">The fault.</param>
    public BadInputException(Finding finding)
        : base(finding.ToString())
    {
        Findings = [finding];
        Count = 1;
    }

    /// <summary>The faults kept.</summary>
    public ImmutableArray<Finding> Findings { get; }

    /// <summary>How many faults were met in all.</summary>
    public int Count { get; }
}
