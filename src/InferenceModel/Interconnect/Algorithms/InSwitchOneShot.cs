namespace InferenceModel.Interconnect.Algorithms;

/// <summary>Every rank asks the switch for the sum of all buffers (multimem load-reduce): one exchange whatever the number of ranks.</summary>
public sealed record InSwitchOneShot() : CollectiveAlgorithm("in_switch_one_shot")
{
    /// <inheritdoc />
    public override bool Does(CollectiveKind kind) => kind == CollectiveKind.AllReduce;

    /// <inheritdoc />
    public override double Steps(CollectiveKind kind, GroupShape shape) => 0;

    /// <inheritdoc />
    public override double Traffic(CollectiveKind kind, GroupShape shape) => 1;

    /// <inheritdoc />
    public override double Crossings(CollectiveKind kind, GroupShape shape) => 2;

    /// <inheritdoc />
    public override bool NeedsReducingSwitch => true;
}
