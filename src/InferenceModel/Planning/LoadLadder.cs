using System.Collections.Immutable;
using InferenceModel.Estimation;
using InferenceModel.Workloads;

namespace InferenceModel.Planning;

/// <summary>The loads of a worker that are considered: numbers of sequences an attention rank decodes on average, each about an eighth above the last.</summary>
public static class LoadLadder
{
    /// <summary>The rungs.</summary>
    public static ImmutableArray<double> Rungs { get; } = Make();

    /// <summary>The states of a worker that does everything, from light to heavy; requests arrive at random.</summary>
    /// <param name="worker">The worker; its weights fit.</param>
    /// <param name="request">Lengths of every request.</param>
    public static OperatingPoint[] Whole(PreparedDeployment worker, RequestShape request)
    {
        var engine = worker.Deployment.Engine;
        var most = DisaggregatedEstimator.MostDecoding(worker, request);
        var steady = new SteadyState(worker.Plan!, engine, request);
        var ranks = worker.Deployment.Plan.AttentionDataParallel;
        // The estimate calls any load above this saturated; a padded batch may carry a little more, which is left alone.
        var capacity = steady.Capacity(most);
        var points = new List<OperatingPoint>(Rungs.Length);
        foreach (var decoding in Rungs)
        {
            if (decoding > most)
            {
                break;
            }

            var state = steady.At(decoding, double.PositiveInfinity);
            if (state.PromptUtilisation >= 1 || state.Rate <= 0)
            {
                break;
            }

            if (state.Rate > capacity)
            {
                continue;
            }

            var wait = steady.Wait(state, double.PositiveInfinity);
            var first = Latencies.FirstToken(steady.FirstToken(state, double.PositiveInfinity), wait, state.PromptUtilisation);
            var perToken = Latencies.PerToken(state, request.DecodeSteps);
            points.Add(new OperatingPoint(decoding, state.Rate * ranks, first, perToken, first.Plus(perToken.Mean * request.DecodeSteps)));
        }

        return [.. points];
    }

    /// <summary>The states of a worker that only decodes, from light to heavy.</summary>
    /// <param name="worker">The worker; its weights fit.</param>
    /// <param name="request">Lengths of every request.</param>
    public static OperatingPoint[] Decode(PreparedDeployment worker, RequestShape request)
    {
        var most = DisaggregatedEstimator.MostDecoding(worker, request);
        var steady = new SteadyState(worker.Plan!, worker.Deployment.Engine, request);
        var ranks = worker.Deployment.Plan.AttentionDataParallel;
        return [.. Rungs.TakeWhile(decoding => decoding < most).Select(decoding =>
        {
            var state = steady.At(decoding, 1);
            var perToken = LatencyFigures.Constant(state.DecodeStep);
            return new OperatingPoint(decoding, state.Rate * ranks, default, perToken, LatencyFigures.Constant(state.DecodeStep * request.DecodeSteps));
        })];
    }

    private static ImmutableArray<double> Make()
    {
        var rungs = new List<double> { 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1, 1.5 };
        for (var value = 2.0; value <= 4096; value = Math.Max(value + 1, Math.Round(value * 1.125)))
        {
            rungs.Add(value);
        }

        return [.. rungs];
    }
}
