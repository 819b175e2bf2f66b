using InferenceModel.Operators;
using InferenceModel.Units;

namespace InferenceModel.Estimation;

/// <summary>The device time of some stages as four curves over token counts, and the few operators that look at caches.</summary>
internal sealed class StepSurface
{
    private static readonly TokenChoice[] Choices = Enum.GetValues<TokenChoice>();

    private readonly StepModel model;
    private readonly double[][] curves;
    private readonly (ContextOperator Operator, double Count)[] looking;

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
        looking = [.. parts.Where(pair => pair.Part is ContextOperator).Select(pair => ((ContextOperator)pair.Part, pair.Count))];
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
            seconds += Read(curves[i], model.Tokens(Choices[i], shape));
        }

        foreach (var (part, count) in looking)
        {
            seconds += model.TimeOf(part, shape).Total.Total * count;
        }

        return Seconds.Of(seconds);
    }

    /// <summary>Between samples a curve is straight; below one token it falls to nothing only at nothing.</summary>
    private static double Read(double[] curve, double tokens)
    {
        if (tokens <= 0 || curve.Length == 0)
        {
            return 0;
        }

        // A fraction of a token still launches every kernel: averages below one read the curve at one.
        var at = Math.Max(1, tokens);
        var index = TokenGrid.IntervalOf(at);
        var low = TokenGrid.Counts[index];
        var high = TokenGrid.Counts[index + 1];
        return curve[index] + ((curve[index + 1] - curve[index]) * (at - low) / (high - low));
    }

    private double[] Sample((TokenOperator Part, double Count)[] parts)
    {
        if (parts.Length == 0)
        {
            return [];
        }

        var curve = new double[TokenGrid.Counts.Length];
        for (var i = 1; i < curve.Length; i++)
        {
            var seconds = 0.0;
            foreach (var (part, count) in parts)
            {
                seconds += model.TimeOf(part, TokenGrid.Counts[i]).Total.Total * count;
            }

            curve[i] = seconds;
        }

        return curve;
    }
}
