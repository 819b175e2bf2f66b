using InferenceModel.Costs;
using InferenceModel.Costs.Kernels;
using InferenceModel.Operators;
using InferenceModel.Operators.Calls;

namespace InferenceModel.Estimation;

/// <summary>
/// Samples the time of every distinct kernel of a plan once: physics at the points of the grids, learned corrections at a few of them, and straight lines between
/// their logarithms. Functions of a number of tokens are sampled at once, their corrections in one batch; what looks at caches row by row, as rows are asked for.
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

        // A plan that shares is one of many, which keep all processors busy as it is.
        var isAlone = shared is null;
        float[] factors = [.. (isAlone ? kernels.PredictAtOnce(calls) : kernels.Predict(calls)).Select(prediction => (float)Math.Log(prediction.Factor))];
        var sampled = new double[measured.Count][];
        Parallel.For(0, measured.Count, new ParallelOptions { MaxDegreeOfParallelism = isAlone ? -1 : 1 }, i =>
            sampled[i] = Curve(measured[i], kernels.ForOneThread(), factors.AsSpan(i * StepGrid.TokenSamples.Length, StepGrid.TokenSamples.Length)));
        for (var i = 0; i < sampled.Length; i++)
        {
            curves[measured[i]] = sampled[i];
        }

        foreach (var part in looking)
        {
            surfaces[part] = part.IsPrefill ? Prompts(part) : Decoding(part);
        }

        shared?.Keep(measured, looking, this);
    }

    /// <summary>The sampled curve of an operator, or null where it was never measured.</summary>
    /// <param name="part">The operator.</param>
    public double[]? Curve(TokenOperator part) => curves.GetValueOrDefault(part);

    /// <summary>The sampled times of an operator that looks at caches.</summary>
    /// <param name="part">The operator.</param>
    public ContextTimes SurfaceOf(ContextOperator part) => surfaces[part];

    private bool IsMeasured(ContextOperator part) => kernels.AsRun(part.Call(part.IsPrefill ? StepShape.Prefill(1, 1) : StepShape.Decode(1, 1))) is not null;

    private static double[] Curve(TokenOperator part, KernelPredictor kernels, ReadOnlySpan<float> factors)
    {
        var curve = new double[TokenGrid.Counts.Length];
        for (var i = 1; i < curve.Length; i++)
        {
            var (index, share) = StepGrid.TokenPlaces[i];
            var factor = factors[index] + ((factors[index + 1] - factors[index]) * share);
            curve[i] = kernels.Physics(kernels.AsRun(part.Call(TokenGrid.Counts[i]))!).Total * Math.Exp(factor);
        }

        return curve;
    }

    private ContextTimes Decoding(ContextOperator part)
    {
        var factors = Factors(part, StepGrid.SequenceSamples, StepGrid.ContextSamples, StepShape.Decode);
        return new ContextTimes(
            Surface.Of(StepGrid.Sequences, StepGrid.Context, (i, j) =>
            {
                var shape = StepShape.Decode(StepGrid.Sequences.Values[i], Math.Max(1, StepGrid.Context.Values[j]));
                return Time(part, shape) * (factors?.At(StepGrid.SequencePlaces[i], StepGrid.ContextPlaces[j]) ?? 1);
            }),
            null,
            null);
    }

    private ContextTimes Prompts(ContextOperator part)
    {
        Surface Of(int count)
        {
            var factors = Factors(part, StepGrid.ChunkSamples, StepGrid.PastSamples, (chunk, past) => StepShape.Prefill(count, chunk, past));
            return Surface.Of(StepGrid.Chunk, StepGrid.Past, (i, j) =>
                Time(part, StepShape.Prefill(count, StepGrid.Chunk.Values[i], StepGrid.Past.Values[j])) * (factors?.At(StepGrid.ChunkPlaces[i], StepGrid.PastPlaces[j]) ?? 1));
        }

        var one = Of(1);
        var further = Surface.Sum(StepGrid.Chunk, StepGrid.Past, [(Of(ContextTimes.SeveralPrompts), 1), (one, -1)]);
        return new ContextTimes(null, one, Surface.Sum(StepGrid.Chunk, StepGrid.Past, [(further, 1.0 / (ContextTimes.SeveralPrompts - 1))]));
    }

    /// <summary>The learned factors of an operator, or null where it was never measured.</summary>
    private SampledFactors? Factors(ContextOperator part, double[] rows, double[] columns, Func<double, double, StepShape> shape) =>
        IsMeasured(part) ? new SampledFactors(rows, columns, (row, column) => kernels.AsRun(part.Call(shape(row, column)))!, kernels) : null;

    private double Time(ContextOperator part, in StepShape shape) =>
        kernels.AsRun(part.Call(shape)) is { } call ? kernels.PhysicsInStep(call).Total : roofline.Time(part.Kind, part.Work(shape)).Total.Total;
}
