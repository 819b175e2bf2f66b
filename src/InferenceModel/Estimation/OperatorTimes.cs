using InferenceModel.Costs;
using InferenceModel.Costs.Kernels;
using InferenceModel.Operators;
using InferenceModel.Operators.Calls;

namespace InferenceModel.Estimation;

/// <summary>
/// Samples the time of every distinct kernel of a plan once: physics at every point of the grids, learned corrections at a few
/// of them, all in one batch, and straight lines between their logarithms.
/// </summary>
internal sealed class OperatorTimes
{
    private readonly Roofline roofline;
    private readonly KernelPredictor kernels;
    private readonly Dictionary<TokenOperator, double[]> curves = [];
    private readonly Dictionary<ContextOperator, ContextTimes> surfaces = [];

    /// <summary>Samples operators.</summary>
    /// <param name="operators">Operators; equal ones are sampled once.</param>
    /// <param name="roofline">Times what was never measured.</param>
    /// <param name="kernels">Times what was.</param>
    /// <param name="shared">What plans of the same machine and engine sampled before, and where this one keeps its own; or null.</param>
    public OperatorTimes(IEnumerable<Operator> operators, Roofline roofline, KernelPredictor kernels, OperatorStore? shared)
    {
        this.roofline = roofline;
        this.kernels = kernels;
        var distinct = operators.Distinct().Where(part => shared is null || !shared.Take(part, curves, surfaces)).ToList();
        var measured = distinct.OfType<TokenOperator>().Where(part => kernels.AsRun(part.Call(1)) is not null).ToList();
        var looking = distinct.OfType<ContextOperator>().ToList();
        var calls = new List<KernelCall>();
        foreach (var part in measured)
        {
            calls.AddRange(StepGrid.TokenSamples.Select(tokens => kernels.AsRun(part.Call(tokens))!));
        }

        foreach (var part in looking.Where(IsMeasured))
        {
            calls.AddRange(Samples(part).Select(shape => kernels.AsRun(part.Call(shape))!));
        }

        float[] factors = [.. kernels.Predict(calls).Select(prediction => (float)Math.Log(prediction.Factor))];
        var next = 0;
        foreach (var part in measured)
        {
            curves[part] = Curve(part, factors.AsSpan(next, StepGrid.TokenSamples.Length));
            next += StepGrid.TokenSamples.Length;
        }

        foreach (var part in looking)
        {
            var count = IsMeasured(part) ? Samples(part).Count() : 0;
            surfaces[part] = Sample(part, factors.AsMemory(next, count));
            next += count;
        }

        shared?.Keep(measured, looking, this);
    }

    /// <summary>The sampled curve of an operator, or null where it was never measured.</summary>
    /// <param name="part">The operator.</param>
    public double[]? Curve(TokenOperator part) => curves.GetValueOrDefault(part);

    /// <summary>The sampled times of an operator that looks at caches.</summary>
    /// <param name="part">The operator.</param>
    public ContextTimes Surface(ContextOperator part) => surfaces[part];

    private bool IsMeasured(ContextOperator part) => kernels.AsRun(part.Call(part.IsPrefill ? StepShape.Prefill(1, 1) : StepShape.Decode(1, 1))) is not null;

    private static IEnumerable<StepShape> Samples(ContextOperator part) => part.IsPrefill
        ? from count in new[] { 1, ContextTimes.SeveralPrompts } from chunk in StepGrid.ChunkSamples from past in StepGrid.PastSamples select StepShape.Prefill(count, chunk, past)
        : from sequences in StepGrid.SequenceSamples from context in StepGrid.ContextSamples select StepShape.Decode(sequences, context);

    private double[] Curve(TokenOperator part, ReadOnlySpan<float> factors)
    {
        var curve = new double[TokenGrid.Counts.Length];
        for (var i = 1; i < curve.Length; i++)
        {
            var (index, share) = StepGrid.Between(StepGrid.TokenSamples, TokenGrid.Counts[i]);
            var factor = factors[index] + ((factors[index + 1] - factors[index]) * share);
            curve[i] = kernels.Physics(kernels.AsRun(part.Call(TokenGrid.Counts[i]))!).Total * Math.Exp(factor);
        }

        return curve;
    }

    private ContextTimes Sample(ContextOperator part, ReadOnlyMemory<float> factors)
    {
        var times = ContextTimes.None();
        if (!part.IsPrefill)
        {
            return times with
            {
                Decode = Estimation.Surface.Of(StepGrid.Sequences, StepGrid.Context, (i, j) =>
                {
                    var (sequences, context) = (StepGrid.Sequences.Values[i], Math.Max(1, StepGrid.Context.Values[j]));
                    var factor = Factor(factors.Span, StepGrid.SequenceSamples, StepGrid.ContextSamples, sequences, context);
                    return Time(part, StepShape.Decode(sequences, context)) * factor;
                }),
            };
        }

        var half = factors.Length / 2;
        Surface Prompts(int count, ReadOnlyMemory<float> own) => Estimation.Surface.Of(StepGrid.Chunk, StepGrid.Past, (i, j) =>
        {
            var (chunk, past) = (StepGrid.Chunk.Values[i], StepGrid.Past.Values[j]);
            return Time(part, StepShape.Prefill(count, chunk, past)) * Factor(own.Span, StepGrid.ChunkSamples, StepGrid.PastSamples, chunk, past);
        });
        var one = Prompts(1, factors[..half]);
        var further = Prompts(ContextTimes.SeveralPrompts, factors[half..]);
        further.Add(one, -1);
        var each = new Surface(StepGrid.Chunk, StepGrid.Past);
        each.Add(further, 1.0 / (ContextTimes.SeveralPrompts - 1));
        return times with { Prompt = one, FurtherPrompt = each };
    }

    private double Time(ContextOperator part, in StepShape shape) =>
        kernels.AsRun(part.Call(shape)) is { } call ? kernels.Physics(call).Total : roofline.Time(part.Kind, part.Work(shape)).Total.Total;

    private static double Factor(ReadOnlySpan<float> factors, double[] rows, double[] columns, double row, double column)
    {
        if (factors.IsEmpty)
        {
            return 1;
        }

        var (i, down) = StepGrid.Between(rows, row);
        var (j, along) = StepGrid.Between(columns, column);
        var at = (i * columns.Length) + j;
        var next = at + columns.Length;
        var near = factors[at] + ((factors[at + 1] - factors[at]) * along);
        var far = factors[next] + ((factors[next + 1] - factors[next]) * along);
        return Math.Exp(near + ((far - near) * down));
    }
}
