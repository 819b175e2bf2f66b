using System.Collections.Immutable;
using InferenceModel.Units;

namespace InferenceModel.Interconnect;

/// <summary>
/// The time of a collective on one group as a function of the call: the minimum over the algorithms that are allowed for the size,
/// each affine; or a sequence of such curves over shares of the bytes, where that is quicker (hierarchical algorithms).
/// </summary>
public sealed class CollectiveCurve
{
    private readonly CollectiveBranch[] branches;
    private readonly HierarchyStage[] stages;
    private readonly string hierarchyName;

    /// <summary>Makes a curve.</summary>
    /// <param name="branches">Algorithms over the whole group.</param>
    /// <param name="floor">The least time of one launch from the host; it hides behind the device, so the longer of both counts.</param>
    /// <param name="stages">The steps of a hierarchical algorithm, or none.</param>
    public CollectiveCurve(IEnumerable<CollectiveBranch> branches, Seconds floor, IEnumerable<HierarchyStage> stages)
    {
        this.branches = [.. branches];
        this.stages = [.. stages];
        Floor = floor;
        hierarchyName = this.stages.Length > 0 ? $"hierarchical ({string.Join(", ", this.stages.Select(stage => stage.Name))})" : string.Empty;
    }

    /// <summary>A curve that takes no time: one rank.</summary>
    public static CollectiveCurve None { get; } = new([new CollectiveBranch("none", Seconds.Zero, Seconds.Zero, Seconds.Zero, Seconds.Zero, CopyRule.PerRank, Bytes.Zero, Bytes.Of(double.PositiveInfinity))], Seconds.Zero, []);

    /// <summary>The least time of one launch from the host.</summary>
    public Seconds Floor { get; }

    /// <summary>The algorithms over the whole group.</summary>
    public ImmutableArray<CollectiveBranch> Branches => [.. branches];

    /// <summary>Whether anything can carry the call.</summary>
    public bool IsEmpty => branches.Length == 0 && stages.Length == 0;

    /// <summary>Where the figures come from.</summary>
    public string Source { get; init; } = string.Empty;

    /// <summary>The time of a call. Allocates nothing.</summary>
    /// <param name="call">The call.</param>
    public CollectiveTime Time(in CollectiveCall call)
    {
        var best = Flat(call);
        if (stages.Length > 0)
        {
            var latency = Seconds.Zero;
            var transfer = Seconds.Zero;
            foreach (var stage in stages)
            {
                var part = stage.Curve.Time(call.Scaled(stage.ByteShare));
                latency += part.Latency;
                transfer += part.Transfer;
            }

            var whole = new CollectiveTime(latency, transfer, hierarchyName);
            best = branches.Length == 0 ? whole : CollectiveTime.Quicker(best, whole);
        }

        // Launching hides behind the device: what the host adds is what the device does not cover.
        return best.Total >= Floor ? best : best with { Latency = Floor - best.Transfer };
    }

    private CollectiveTime Flat(in CollectiveCall call)
    {
        var best = default(CollectiveTime);
        var found = false;
        foreach (ref readonly var branch in branches.AsSpan())
        {
            if (!branch.Allows(call.Bytes))
            {
                continue;
            }

            var time = branch.Time(call);
            if (!found || time.Total < best.Total)
            {
                best = time;
                found = true;
            }
        }

        // A size between all windows is carried by the last algorithm: it is the one meant for the largest.
        return found || branches.Length == 0 ? best : branches[^1].Time(call);
    }
}
