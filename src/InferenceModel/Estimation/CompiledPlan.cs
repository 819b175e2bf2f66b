using InferenceModel.Engines;
using System.Collections.Immutable;
using InferenceModel.Operators;
using InferenceModel.Units;

namespace InferenceModel.Estimation;

/// <summary>A plan made ready to be asked one question many times: how long does this batch take?</summary>
public sealed class CompiledPlan
{
    private readonly StepSurface whole;
    private readonly StepSurface worst;

    /// <summary>Compiles a plan: every operator is timed once at each sampled token count, and at caches when steps with such caches are asked for.</summary>
    /// <param name="model">Times operators.</param>
    public CompiledPlan(StepModel model)
    {
        Model = model;
        whole = new StepSurface(model, model.Stages);
        worst = model.Stages.Length == 1 ? whole : new StepSurface(model, [Slowest(model)]);
        Rungs = LoadRungs.Of(model.GraphBatchSizes, model.Stages.Length);
    }

    private CompiledPlan(StepModel model, StepSurface whole, StepSurface worst, ImmutableArray<double> rungs) =>
        (Model, this.whole, this.worst, Rungs) = (model, whole, worst, rungs);

    /// <summary>The same plan under an engine that differs in host times and limits only: nothing is compiled again.</summary>
    /// <param name="engine">The engine.</param>
    internal CompiledPlan Under(ServingEngine engine) => new(Model.Under(engine), whole, worst, Rungs);

    /// <summary>The operator-by-operator model behind it.</summary>
    public StepModel Model { get; }

    /// <summary>
    /// Numbers of sequences in rising order between which a rank's rate has no step: a batch is padded to a captured size, so that the next
    /// sequence beyond one makes every step slower and the rate falls before it rises again.
    /// </summary>
    public ImmutableArray<double> Rungs { get; }

    /// <summary>Pipeline stages.</summary>
    public int StageCount => Model.Stages.Length;

    /// <summary>Time of a batch from its start to its tokens, through all stages. Allocates nothing.</summary>
    /// <param name="asked">The batch of one attention rank.</param>
    public Seconds Latency(in StepShape asked) => WithHost(Seconds.Max(whole.Time(Model.Padded(asked)), Model.Launching(asked)), asked);

    /// <summary>Time after which the next batch can follow: that of the slowest stage. Allocates nothing.</summary>
    /// <param name="asked">The batch of one attention rank.</param>
    public Seconds Interval(in StepShape asked) => WithHost(Seconds.Max(worst.Time(Model.Padded(asked)), Model.Launching(asked) / StageCount), asked);

    /// <summary>
    /// Time of a step that only decodes, host included, as a straight line over the mean context. <see cref="Latency"/> lies on it
    /// exactly: decoding is compiled to straight lines between fixed contexts.
    /// </summary>
    /// <param name="sequences">Sequences of one attention rank.</param>
    /// <param name="meanContext">Mean tokens in the cache of a sequence.</param>
    public DecodeLine DecodeLine(double sequences, double meanContext)
    {
        // A captured graph runs more sequences with the same bytes of cache: its own mean context is the smaller one.
        var padded = Model.Padded(StepShape.Decode(sequences, 1));
        var share = padded.DecodeContext;
        var interval = StepGrid.Context.IntervalOf(meanContext * share);
        var isLast = interval == StepGrid.Context.Values.Length - 2;
        var from = StepGrid.Context.Values[interval] / share;
        var to = StepGrid.Context.Values[interval + 1] / share;
        var low = whole.Time(Model.Padded(StepShape.Decode(sequences, from)));
        var slope = (whole.Time(Model.Padded(StepShape.Decode(sequences, to))) - low) / (to - from);
        var device = new DecodeLine(low - (slope * from), slope, from, isLast ? double.PositiveInfinity : to);
        return WithHost(AtLeast(device, Model.Launching(padded), meanContext), sequences, meanContext);
    }

    /// <summary>Host time comes before the device or hides the shorter of both; where they cross within a line, it ends.</summary>
    private DecodeLine WithHost(in DecodeLine device, double sequences, double meanContext)
    {
        var host = Model.Host(StepShape.Decode(sequences, meanContext));
        if (!Model.HidesHost)
        {
            return device with { AtZeroContext = device.AtZeroContext + host + Model.HostGap };
        }

        var line = AtLeast(device, host, meanContext);
        return line with { AtZeroContext = line.AtZeroContext + Model.HostGap };
    }

    /// <summary>The longer of a line and a constant time; where they cross, it ends.</summary>
    private static DecodeLine AtLeast(in DecodeLine line, Seconds least, double meanContext)
    {
        var leastBinds = line.At(meanContext) < least;
        var crossing = line.PerContextToken > Seconds.Zero
            ? Math.Clamp((least - line.AtZeroContext) / line.PerContextToken, line.FromContext, line.ToContext)
            : leastBinds ? line.ToContext : line.FromContext;
        return leastBinds ? new DecodeLine(least, Seconds.Zero, line.FromContext, crossing) : line with { FromContext = crossing };
    }

    private static LoweredStage Slowest(StepModel model)
    {
        var reference = StepShape.Decode(64, 1024);
        return model.Stages.MaxBy(stage => model.StageBreakdown(stage, reference).Total)!;
    }

    private Seconds WithHost(Seconds device, in StepShape asked)
    {
        var host = Model.Host(asked);
        return (Model.HidesHost ? Seconds.Max(device, host) : device + host) + Model.HostGap;
    }
}
