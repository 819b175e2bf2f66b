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
        var flat = Quickest(call, 1, out var time);
        if (stages.Length > 0)
        {
            var (latency, transfer) = (0.0, 0.0);
            foreach (var stage in stages)
            {
                var index = stage.Curve.Quickest(call, stage.ByteShare, out _);
                if (index >= 0)
                {
                    ref readonly var branch = ref stage.Curve.branches[index];
                    latency += branch.Latency.Total;
                    transfer += branch.PerByte.Total * call.Bytes.Total * stage.ByteShare;
                }
            }

            if (flat < 0 || latency + transfer < time)
            {
                return Launched(new CollectiveTime(Seconds.Of(latency), Seconds.Of(transfer), hierarchyName));
            }
        }

        return flat < 0 ? default : Launched(branches[flat].Time(call));
    }

    /// <summary>Launching hides behind the device: what the host adds is what the device does not cover.</summary>
    private CollectiveTime Launched(in CollectiveTime device) => device.Total >= Floor ? device : device with { Latency = Floor - device.Transfer };

    /// <summary>
    /// The quickest algorithm allowed for the size. A size between all windows is carried by the last: it is the one meant for the largest.
    /// Stages of a hierarchy are plain collectives of one wire and count their launches once, in the whole.
    /// </summary>
    private int Quickest(in CollectiveCall call, double share, out double time)
    {
        var best = branches.Length - 1;
        time = double.PositiveInfinity;
        var size = call.Bytes.Total * share;
        for (var i = 0; i < branches.Length; i++)
        {
            ref readonly var branch = ref branches[i];
            if (size < branch.From.Total || size > branch.UpTo.Total)
            {
                continue;
            }

            var moved = branch.Copies == CopyRule.PerRank ? size : call.Under(branch.Copies).Total * share;
            var total = branch.Latency.Total + (branch.PerExpert.Total * call.Experts) + (branch.PerByte.Total * moved) + (branch.PerToken.Total * call.Tokens);
            if (total < time)
            {
                time = total;
                best = i;
            }
        }

        if (best >= 0 && double.IsPositiveInfinity(time))
        {
            time = branches[best].Time(call.Scaled(share)).Total.Total;
        }

        return best;
    }
}
