using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using InferenceModel.Operators.Calls;
using InferenceModel.Units;

namespace InferenceModel.Costs.Kernels;

/// <summary>
/// Times kernels of one engine on one machine: physics times a learned factor. Ask in batches: a family's correction is
/// evaluated once a batch.
/// </summary>
/// <param name="models">The families.</param>
/// <param name="machine">The machine.</param>
/// <param name="engine">The engine whose kernels were measured.</param>
/// <param name="learnedAs">The machine whose learned factors hold, where <paramref name="machine"/> is a what-if of it; null for itself.</param>
/// <param name="version">The engine as it runs, where that is an earlier version that chooses other kernels; null for itself.</param>
public sealed class KernelPredictor(
    IReadOnlyDictionary<string, KernelModel> models, KernelMachine machine, string engine, KernelMachine? learnedAs = null, string? version = null)
{
    /// <summary>Calls that are worth a processor of their own: half a millisecond of trees.</summary>
    private const int CallsAtOnce = 32;

    private readonly ConcurrentDictionary<(string Family, string Precision, string? TimedAs), CoefficientChoice> choices = new();
    private Chosen? last;

    /// <summary>The constants last chosen: calls come operator by operator, thousands alike.</summary>
    private sealed record Chosen(string Family, string Precision, string? TimedAs, KernelModel Model, CoefficientChoice Choice);

    /// <summary>The machine.</summary>
    public KernelMachine Machine => machine;

    /// <summary>A call with the kernel the engine chooses for it here; null where its family was never measured.</summary>
    /// <param name="call">The call, or null.</param>
    public KernelCall? AsRun(KernelCall? call) => call is not null && Knows(call)
        ? (version is null ? call : call.StartedAs(version)).ChosenBy(engine, machine.Generation)
        : null;

    /// <summary>Whether calls of a family can be timed.</summary>
    /// <param name="call">The call.</param>
    public bool Knows(KernelCall call) => (last is { } chosen && chosen.Family == call.Family) || models.ContainsKey(call.Family);

    /// <summary>The predictions of a batch, in its order.</summary>
    /// <param name="calls">Calls of any families known.</param>
    public ImmutableArray<KernelPrediction> Predict(IReadOnlyList<KernelCall> calls)
    {
        var result = new KernelPrediction[calls.Count];
        foreach (var part in Enumerable.Range(0, calls.Count).GroupBy(i => PartOf(calls[i])))
        {
            PredictPart(models[part.Key.Family], calls, [.. part], result);
        }

        return ImmutableArray.Create(result);
    }

    /// <summary>The same predictions, made on all processors.</summary>
    /// <param name="calls">Calls of any families known.</param>
    internal ImmutableArray<KernelPrediction> PredictAtOnce(IReadOnlyList<KernelCall> calls)
    {
        var result = new KernelPrediction[calls.Count];
        var parts = Enumerable.Range(0, calls.Count).GroupBy(i => PartOf(calls[i])).SelectMany(part => part.Chunk(CallsAtOnce), (part, which) => (Model: models[part.Key.Family], Which: which)).ToList();
        Parallel.ForEach(parts, part => ForOneThread().PredictPart(part.Model, calls, part.Which, result));
        return ImmutableArray.Create(result);
    }

    /// <summary>The prediction of one call.</summary>
    /// <param name="call">The call.</param>
    public KernelPrediction Predict(KernelCall call) => Predict([call])[0];

    /// <summary>What physics alone says of a call.</summary>
    /// <param name="call">The call.</param>
    public KernelParts Physics(KernelCall call)
    {
        var (_, _, _, model, choice) = ChosenFor(call);
        return model.Family.Time(call.ResolvedTo(choice.Set.Key.Precision), machine, choice.Set.Values.AsSpan());
    }

    /// <summary>The same predictions from an object of one's own: threads that share one forget each other's last choice of constants.</summary>
    internal KernelPredictor ForOneThread() => (KernelPredictor)MemberwiseClone();

    /// <summary>How a prediction came about, for a reader.</summary>
    /// <param name="call">The call.</param>
    /// <param name="prediction">Its prediction.</param>
    public string Basis(KernelCall call, in KernelPrediction prediction)
    {
        var choice = Choice(models[call.Family], call);
        var physics = prediction.Physics;
        var extrapolated = prediction.IsExtrapolated ? $"; extrapolated{Outside(call)}" : string.Empty;
        if (choice.Set.Rows == 0)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"physics {Seconds.Of(physics.Total)} (floor {Seconds.Of(physics.Floor)}, compute {Seconds.Of(physics.Compute)}, memory {Seconds.Of(physics.Memory)}); constants {choice.Why}, of no measured kernel");
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"physics {Seconds.Of(physics.Total)} (floor {Seconds.Of(physics.Floor)}, compute {Seconds.Of(physics.Compute)}, memory {Seconds.Of(physics.Memory)}) x learned {prediction.Factor:F3}; constants {choice.Why}, {choice.Set.Rows} rows, physics alone off by {choice.Set.MedianPercent:F1} %{extrapolated}");
    }

    /// <summary>The measurements behind the predictions of a call.</summary>
    /// <param name="call">The call.</param>
    public string Source(KernelCall call)
    {
        var model = models[call.Family];
        return $"{model.Source}; {model.Family.Id} {Choice(model, call).Set.Key} on {Choice(model, call).Set.Source}";
    }

    private string Outside(KernelCall call)
    {
        var model = models[call.Family];
        var choice = Choice(model, call);
        var inputs = new float[KernelInputs.Count(model.Family)];
        Write(model, call, choice, inputs);
        var outside = model.Learned(choice.Set)?.Hull.FirstOutside(inputs) ?? -1;
        return outside < 0 ? string.Empty : $" ({KernelInputs.Names(model.Family)[outside]} beyond what was measured)";
    }

    private (string Family, string Part) PartOf(KernelCall call)
    {
        var model = models[call.Family];
        return (call.Family, model.Family.Part(Choice(model, call).Set.Key.Precision));
    }

    private void PredictPart(KernelModel model, IReadOnlyList<KernelCall> calls, int[] which, KernelPrediction[] result)
    {
        var columns = KernelInputs.Count(model.Family);
        var learned = model.Learned(Choice(model, calls[which[0]]).Set);
        var inputs = new float[which.Length * columns];
        var outside = new bool[which.Length];
        for (var i = 0; i < which.Length; i++)
        {
            var call = calls[which[i]];
            var choice = ChosenFor(call).Choice;
            var row = inputs.AsSpan(i * columns, columns);
            Write(model, call, choice, row);
            outside[i] = !choice.IsExact || learned is null || learned.Hull.FirstOutside(row) >= 0;
        }

        var factors = learned?.Correction.LogFactors(inputs, which.Length);
        for (var i = 0; i < which.Length; i++)
        {
            var call = calls[which[i]];
            var choice = ChosenFor(call).Choice;
            var physics = model.Family.Time(call.ResolvedTo(choice.Set.Key.Precision), machine, choice.Set.Values.AsSpan());
            result[which[i]] = new KernelPrediction(physics, factors is null ? 1 : Math.Exp(factors[i]), outside[i]);
        }
    }

    /// <summary>Constants of another engine's kernels come with what was learned of that engine.</summary>
    private void Write(KernelModel model, KernelCall call, CoefficientChoice choice, Span<float> inputs) =>
        KernelInputs.Write(model.Family, call.ResolvedTo(choice.Set.Key.Precision), learnedAs ?? machine, choice.Set.Key.Engine, choice.Set.Values.AsSpan(), inputs);

    private CoefficientChoice Choice(KernelModel model, KernelCall call) =>
        choices.GetOrAdd((call.Family, call.Precision, call.TimedAs), key => model.Coefficients.Choose(key.TimedAs ?? engine, key.Precision, machine.Generation));

    private Chosen ChosenFor(KernelCall call)
    {
        var (family, precision) = (call.Family, call.Precision);
        if (last is { } same && same.Family == family && same.Precision == precision && same.TimedAs == call.TimedAs)
        {
            return same;
        }

        var model = models[family];
        var chosen = new Chosen(family, precision, call.TimedAs, model, Choice(model, call));
        last = chosen;
        return chosen;
    }
}
