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

    private readonly ConcurrentDictionary<(string Family, string Precision, string? TimedAs), Transfer> choices = new();
    private Chosen? last;

    /// <summary>The constants last chosen: calls come operator by operator, thousands alike.</summary>
    private sealed record Chosen(string Family, string Precision, string? TimedAs, KernelModel Model, Transfer Basis)
    {
        /// <summary>The constants as fitted.</summary>
        public CoefficientSet Set => Basis.Choice.Set;
    }

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
        var chosen = ChosenFor(call);
        return chosen.Model.Family.Time(call.ResolvedTo(chosen.Set.Key.Precision), machine, chosen.Basis.Values.AsSpan());
    }

    /// <summary>The same predictions from an object of one's own: threads that share one forget each other's last choice of constants.</summary>
    internal KernelPredictor ForOneThread() => (KernelPredictor)MemberwiseClone();

    /// <summary>How a prediction came about, for a reader.</summary>
    /// <param name="call">The call.</param>
    /// <param name="prediction">Its prediction.</param>
    public string Basis(KernelCall call, in KernelPrediction prediction)
    {
        var basis = Choice(models[call.Family], call);
        var choice = basis.Choice;
        var physics = prediction.Physics;
        if (choice.Set.Rows == 0)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"physics {Seconds.Of(physics.Total)} (floor {Seconds.Of(physics.Floor)}, compute {Seconds.Of(physics.Compute)}, memory {Seconds.Of(physics.Memory)}); constants {choice.Why}, of no measured kernel");
        }

        var donor = basis.Donor is { } measured ? $" from {measured.Accelerator.Id}" : string.Empty;
        var extrapolated = prediction.IsExtrapolated ? $"; extrapolated{donor}{Outside(call)}" : string.Empty;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"physics {Seconds.Of(physics.Total)} (floor {Seconds.Of(physics.Floor)}, compute {Seconds.Of(physics.Compute)}, memory {Seconds.Of(physics.Memory)}) x learned {prediction.Factor:F3}; constants {choice.Why}, {choice.Set.Rows} rows, physics alone off by {choice.Set.MedianPercent:F1} %{extrapolated}");
    }

    /// <summary>The measurements behind the predictions of a call.</summary>
    /// <param name="call">The call.</param>
    public string Source(KernelCall call)
    {
        var model = models[call.Family];
        return $"{model.Source}; {model.Family.Id} {Choice(model, call).Choice.Set.Key} on {Choice(model, call).Choice.Set.Source}";
    }

    private string Outside(KernelCall call)
    {
        var model = models[call.Family];
        var basis = Choice(model, call);
        var inputs = new float[KernelInputs.Count(model.Family)];
        Write(model, call, basis, inputs);
        var outside = model.Learned(basis.Choice.Set)?.Hull.FirstOutside(inputs) ?? -1;
        return outside < 0 ? string.Empty : $" ({KernelInputs.Names(model.Family)[outside]} beyond what was measured)";
    }

    private (string Family, string Part) PartOf(KernelCall call)
    {
        var model = models[call.Family];
        return (call.Family, model.Family.Part(Choice(model, call).Choice.Set.Key.Precision));
    }

    private void PredictPart(KernelModel model, IReadOnlyList<KernelCall> calls, int[] which, KernelPrediction[] result)
    {
        var columns = KernelInputs.Count(model.Family);
        var learned = model.Learned(Choice(model, calls[which[0]]).Choice.Set);
        var inputs = new float[which.Length * columns];
        var outside = new bool[which.Length];
        for (var i = 0; i < which.Length; i++)
        {
            var call = calls[which[i]];
            var basis = ChosenFor(call).Basis;
            var row = inputs.AsSpan(i * columns, columns);
            Write(model, call, basis, row);
            outside[i] = !basis.IsMeasured || learned is null || learned.Hull.FirstOutside(row) >= 0;
        }

        var factors = learned?.Correction.LogFactors(inputs, which.Length);
        for (var i = 0; i < which.Length; i++)
        {
            var call = calls[which[i]];
            var basis = ChosenFor(call).Basis;
            var physics = model.Family.Time(call.ResolvedTo(basis.Choice.Set.Key.Precision), machine, basis.Values.AsSpan());
            result[which[i]] = new KernelPrediction(physics, factors is null ? 1 : Math.Exp(factors[i]), outside[i]);
        }
    }

    /// <summary>Constants of another engine's kernels come with what was learned of that engine, those of another machine with what was learned there.</summary>
    private void Write(KernelModel model, KernelCall call, Transfer basis, Span<float> inputs)
    {
        var set = basis.Choice.Set;
        KernelInputs.Write(model.Family, call.ResolvedTo(set.Key.Precision), basis.Donor ?? learnedAs ?? machine, set.Key.Engine, set.Values.AsSpan(), inputs);
    }

    private Transfer Choice(KernelModel model, KernelCall call) =>
        choices.GetOrAdd((call.Family, call.Precision, call.TimedAs), key => Transfer.Of(model, model.Coefficients.Choose(key.TimedAs ?? engine, key.Precision, machine.Generation), machine));

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
