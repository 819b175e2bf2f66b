using System.Collections.Immutable;
using InferenceModel.Units;

namespace InferenceModel.Costs;

/// <summary>A time and the parts it is made of; what <c>explain</c> prints.</summary>
/// <param name="Name">What takes the time.</param>
/// <param name="Time">How long it takes, all repetitions together.</param>
/// <param name="Rule">How the parts make the whole.</param>
/// <param name="BoundBy">What limits a leaf; for a node, what limits most of it.</param>
/// <param name="Basis">Formula and figures behind a leaf.</param>
/// <param name="Parts">The parts; none for a leaf.</param>
public sealed record CostNode(
    string Name, Seconds Time, CompositionRule Rule, Bound BoundBy, string Basis, ImmutableArray<CostNode> Parts)
{
    /// <summary>The document the figures of a leaf come from; empty for a node.</summary>
    public string Source { get; init; } = string.Empty;

    /// <summary>How often the parts are repeated in the whole; 1 but for <see cref="CompositionRule.Repeat"/>.</summary>
    public double Repetitions { get; init; } = 1;

    /// <summary>A leaf.</summary>
    /// <param name="name">What takes the time.</param>
    /// <param name="time">How long.</param>
    /// <param name="boundBy">What limits it.</param>
    /// <param name="basis">Formula and figures.</param>
    /// <param name="source">The document they come from.</param>
    public static CostNode Leaf(string name, Seconds time, Bound boundBy, string basis, string source) =>
        new(name, time, CompositionRule.Leaf, boundBy, basis, []) { Source = source };

    /// <summary>Parts one after another.</summary>
    /// <param name="name">What takes the time.</param>
    /// <param name="parts">The parts.</param>
    public static CostNode Sum(string name, IEnumerable<CostNode> parts) => Repeat(name, 1, parts);

    /// <summary>Parts one after another, so many times.</summary>
    /// <param name="name">What takes the time.</param>
    /// <param name="times">How often.</param>
    /// <param name="parts">The parts of one repetition.</param>
    public static CostNode Repeat(string name, double times, IEnumerable<CostNode> parts)
    {
        ImmutableArray<CostNode> all = [.. parts];
        var once = all.Aggregate(Seconds.Zero, (sum, part) => sum + part.Time);
        return new CostNode(name, once * times, times == 1 ? CompositionRule.Sum : CompositionRule.Repeat, Dominant(all), string.Empty, all)
        {
            Repetitions = times,
        };
    }

    /// <summary>Parts side by side: the longest counts.</summary>
    /// <param name="name">What takes the time.</param>
    /// <param name="parts">The parts.</param>
    public static CostNode Longest(string name, IEnumerable<CostNode> parts)
    {
        ImmutableArray<CostNode> all = [.. parts];
        var longest = all.MaxBy(part => part.Time)!;
        return new CostNode(name, longest.Time, CompositionRule.Max, longest.BoundBy, string.Empty, all);
    }

    /// <summary>The time the rule makes of the parts; equal to <see cref="Time"/>.</summary>
    public Seconds Composed => Rule switch
    {
        CompositionRule.Leaf => Time,
        CompositionRule.Max => Parts.Max(part => part.Time),
        _ => Parts.Aggregate(Seconds.Zero, (sum, part) => sum + part.Time) * Repetitions,
    };

    /// <summary>Time spent under each limit, over all leaves that count.</summary>
    public ImmutableSortedDictionary<Bound, Seconds> TimeByBound()
    {
        var times = new SortedDictionary<Bound, Seconds>();
        Add(times, 1);
        return times.ToImmutableSortedDictionary();
    }

    private void Add(SortedDictionary<Bound, Seconds> times, double factor)
    {
        if (Rule == CompositionRule.Leaf)
        {
            times[BoundBy] = times.GetValueOrDefault(BoundBy) + (Time * factor);
            return;
        }

        var counting = Rule == CompositionRule.Max ? [Parts.MaxBy(part => part.Time)!] : Parts;
        foreach (var part in counting)
        {
            part.Add(times, factor * Repetitions);
        }
    }

    private static Bound Dominant(ImmutableArray<CostNode> parts) => parts.IsEmpty
        ? Bound.Overhead
        : parts.GroupBy(part => part.BoundBy).MaxBy(same => same.Sum(part => part.Time.Total))!.Key;
}
