using InferenceModel.Operators;
using InferenceModel.Units;

namespace InferenceModel.Estimation;

/// <summary>The device time of some stages as four curves over token counts and three surfaces over caches.</summary>
internal sealed class StepSurface
{
    private static readonly TokenChoice[] Choices = Enum.GetValues<TokenChoice>();

    private readonly StepModel model;
    private readonly double[][] curves;
    private readonly ContextTimes looking;

    /// <summary>Samples the curves of some stages.</summary>
    /// <param name="model">Times operators.</param>
    /// <param name="stages">The stages, one after another.</param>
    public StepSurface(StepModel model, IEnumerable<LoweredStage> stages)
    {
        this.model = model;
        var parts = stages.SelectMany(stage => stage.Blocks)
            .SelectMany(block => block.Operators, (block, part) => (Part: part, block.Count))
            .GroupBy(pair => pair.Part, (part, same) => (Part: part, Count: (double)same.Sum(pair => pair.Count)))
            .ToArray();
        looking = ContextTimes.Sum([.. parts.Where(pair => pair.Part is ContextOperator).Select(pair => (model.SurfaceOf((ContextOperator)pair.Part), pair.Count))]);
        curves = [.. Choices.Select(choice => Sample([.. parts
            .Where(pair => pair.Part is TokenOperator counted && counted.Choice == choice)
            .Select(pair => ((TokenOperator)pair.Part, pair.Count))]))];
    }

    /// <summary>The time of a step. Allocates nothing.</summary>
    /// <param name="shape">The step as run.</param>
    public Seconds Time(in StepShape shape)
    {
        var seconds = 0.0;
        for (var i = 0; i < curves.Length; i++)
        {
            seconds += TokenGrid.Read(curves[i], model.Tokens(Choices[i], shape));
        }

        return Seconds.Of(seconds + looking.Seconds(shape));
    }

    private double[] Sample((TokenOperator Part, double Count)[] parts)
    {
        if (parts.Length == 0)
        {
            return [];
        }

        var curve = new double[TokenGrid.Counts.Length];
        foreach (var (part, count) in parts)
        {
            var own = model.Curve(part);
            for (var i = 1; i < curve.Length; i++)
            {
                curve[i] += own[i] * count;
            }
        }

        return curve;
    }
}
