using InferenceModel.Operators;
using InferenceModel.Units;

namespace InferenceModel.Estimation;

/// <summary>A plan made ready to be asked one question many times: how long does this batch take?</summary>
public sealed class CompiledPlan
{
    private readonly StepSurface whole;
    private readonly StepSurface worst;

    /// <summary>Compiles a plan: every operator is timed once at each sampled token count.</summary>
    /// <param name="model">Times operators.</param>
    public CompiledPlan(StepModel model)
    {
        Model = model;
        whole = new StepSurface(model, model.Stages);
        var reference = StepShape.Decode(64, 1024);
        var slowest = model.Stages.MaxBy(stage => model.StageBreakdown(stage, reference).Total)!;
        worst = model.Stages.Length == 1 ? whole : new StepSurface(model, [slowest]);
    }

    /// <summary>The operator-by-operator model behind it.</summary>
    public StepModel Model { get; }

    /// <summary>Pipeline stages.</summary>
    public int StageCount => Model.Stages.Length;

    /// <summary>Time of a batch from its start to its tokens, through all stages. Allocates nothing.</summary>
    /// <param name="asked">The batch of one attention rank.</param>
    public Seconds Latency(in StepShape asked) => WithHost(whole.Time(Model.Padded(asked)), asked);

    /// <summary>Time after which the next batch can follow: that of the slowest stage. Allocates nothing.</summary>
    /// <param name="asked">The batch of one attention rank.</param>
    public Seconds Interval(in StepShape asked) => WithHost(worst.Time(Model.Padded(asked)), asked);

    private Seconds WithHost(Seconds device, in StepShape asked)
    {
        var host = Model.Host(asked);
        return Model.HidesHost ? Seconds.Max(device, host) : device + host;
    }
}
