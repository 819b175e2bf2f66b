using InferenceModel.Operators;
using InferenceModel.Units;

namespace InferenceModel.Estimation;

/// <summary>A plan made ready to be asked one question many times: how long does this batch take?</summary>
public sealed class CompiledPlan
{
    private const double FirstKnot = 64;
    private const double KnotsPerOctave = 4;

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

    /// <summary>
    /// Time of a step that only decodes, host included, as a line over the mean context: the chord between the ends of the
    /// grid interval the context lies in. Four intervals an octave, the first from nothing to 64.
    /// </summary>
    /// <param name="sequences">Sequences of one attention rank.</param>
    /// <param name="meanContext">Mean tokens in the cache of a sequence.</param>
    public DecodeLine DecodeLine(double sequences, double meanContext)
    {
        var (from, to) = (0.0, FirstKnot);
        if (meanContext >= FirstKnot)
        {
            var index = Math.Floor(Math.Log2(meanContext / FirstKnot) * KnotsPerOctave);
            (from, to) = (Knot(index), Knot(index + 1));
            (from, to) = meanContext < from ? (Knot(index - 1), from) : meanContext >= to ? (to, Knot(index + 2)) : (from, to);
        }

        var low = Latency(StepShape.Decode(sequences, from));
        var slope = (Latency(StepShape.Decode(sequences, to)) - low) / (to - from);
        return new DecodeLine(low - (slope * from), slope, from, to);
    }

    private static double Knot(double index) => FirstKnot * Math.Pow(2, index / KnotsPerOctave);

    private Seconds WithHost(Seconds device, in StepShape asked)
    {
        var host = Model.Host(asked);
        return Model.HidesHost ? Seconds.Max(device, host) : device + host;
    }
}
