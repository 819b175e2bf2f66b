using System.Numerics;
using InferenceModel.Operators;

namespace InferenceModel.Simulation;

/// <summary>Asks the step model and keeps the lines it has answered with, by batch and context, in fixed point.</summary>
/// <param name="model">The model.</param>
/// <param name="settings">Drafts and adapters lengthen steps.</param>
internal sealed class StepTimes(IStepModel model, ReplicaSettings settings)
{
    private const int PerOctave = 8;
    private const int CellsEach = 30 * PerOctave;

    /// <summary>A step into the next line, larger than the error of a few roundings.</summary>
    private const double Beyond = 1e-12;

    private readonly int tokensEach = 1 + (settings.Speculation?.DraftTokens ?? 0);
    private readonly double stretch = (1 + ((settings.Speculation?.DraftTokens ?? 0) * (settings.Speculation?.DraftCost ?? 0)))
        * (1 + (settings.Adapters?.StepOverhead ?? 0));

    private CellRow?[] rows = new CellRow?[64];

    private sealed class CellRow
    {
        public readonly DecodeCell[] Cells = new DecodeCell[CellsEach];
        public int Last;
    }

    /// <summary>Tokens a decoding sequence puts into a step.</summary>
    public int TokensEach => tokensEach;

    /// <summary>The line for a batch that only decodes.</summary>
    /// <param name="sequences">Sequences, at least one.</param>
    /// <param name="context">Tokens in all caches, fixed point.</param>
    public ref readonly DecodeCell Decode(int sequences, long context)
    {
        if (sequences >= rows.Length)
        {
            Array.Resize(ref rows, Math.Max(rows.Length * 2, sequences + 1));
        }

        var row = rows[sequences] ??= new CellRow();
        ref var last = ref row.Cells[row.Last];
        if (last.Holds(context))
        {
            return ref last;
        }

        row.Last = CellOf((context >> FixedPoint.ContextBits) / sequences);
        ref var cell = ref row.Cells[row.Last];
        if (!cell.Holds(context))
        {
            cell = Ask(sequences, context);
        }

        return ref cell;
    }

    /// <summary>Time of a step that also computes prompts, in 2^-20 ns.</summary>
    /// <param name="shape">The step; decoding sequences as they are, without drafts.</param>
    public long Mixed(in StepShape shape) => FixedPoint.OfTime(model.Latency(WithDrafts(shape)) * stretch);

    /// <summary>Time after which a pipeline takes the next step, in 2^-20 ns.</summary>
    /// <param name="shape">The step.</param>
    public long MixedInterval(in StepShape shape) => FixedPoint.OfTime(model.Interval(WithDrafts(shape)) * stretch);

    private StepShape WithDrafts(in StepShape shape) => tokensEach == 1
        ? shape
        : shape with { DecodeSequences = shape.DecodeSequences * tokensEach, DecodeContext = shape.DecodeContext / tokensEach };

    private DecodeCell Ask(int sequences, long context)
    {
        // A draft is a token of its own to the layers, but the cache of its sequence is read once.
        var tokens = (double)sequences * tokensEach;
        var total = (double)context / FixedPoint.Token;
        var line = model.DecodeLine(tokens, total / tokens);

        // Where two lines meet, the whole number decides and not rounding: a context has one line, whichever was asked for first.
        if (context >= Bound(line.ToContext, tokens))
        {
            line = model.DecodeLine(tokens, line.ToContext * (1 + Beyond));
        }
        else if (context < Bound(line.FromContext, tokens))
        {
            line = model.DecodeLine(tokens, line.FromContext * (1 - Beyond));
        }

        var interval = 1.0;
        if (model.StageCount > 1)
        {
            var shape = StepShape.Decode(tokens, line.FromContext);
            interval = model.Interval(shape) / model.Latency(shape);
        }

        return new DecodeCell(
            Math.Min(context, Bound(line.FromContext, tokens)),
            Math.Max(context + 1, Bound(line.ToContext, tokens)),
            FixedPoint.OfTime(line.AtZeroContext * stretch),
            FixedPoint.OfSlope(line.PerContextToken * (stretch / tokens)),
            interval);
    }

    private static long Bound(double meanContext, double tokens) =>
        double.IsInfinity(meanContext) ? long.MaxValue / 4 : (long)Math.Ceiling(meanContext * tokens * FixedPoint.Token);

    /// <summary>Equal ratios: the power of two and the three bits below it.</summary>
    private static int CellOf(long meanContext)
    {
        if (meanContext < PerOctave)
        {
            return 0;
        }

        var octave = BitOperations.Log2((ulong)meanContext) - 3;
        return Math.Min(CellsEach - 1, ((octave + 1) * PerOctave) + (int)((meanContext >> octave) & (PerOctave - 1)));
    }
}
