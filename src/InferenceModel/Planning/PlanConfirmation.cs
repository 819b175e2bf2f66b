using InferenceModel.Estimation;
using InferenceModel.Simulation;
using InferenceModel.Workloads;

namespace InferenceModel.Planning;

/// <summary>
/// Confirms finalists: simulation and estimate both must keep the service level. It plays random arrivals at the promised rate against the serving machines. One replica is simulated where
/// replicas do everything, with its share of the stream, as a router that deals at random would give it; pools are simulated whole.
/// Where the service level is missed, the load of the plan is lowered (accelerators given) or a worker is added (load given), and it is played again.
/// </summary>
/// <param name="request">The question.</param>
/// <param name="requests">Requests played.</param>
/// <param name="seed">Seed of all chance.</param>
public sealed class PlanConfirmation(PlanRequest request, int requests, ulong seed)
{
    private const int Tries = 12;
    private const double Step = 0.92;

    /// <summary>The finalist at a load at which the simulation keeps the service level, or the last one tried with what it missed.</summary>
    /// <param name="candidate">The finalist.</param>
    public ConfirmedPlan Confirm(PlanCandidate candidate)
    {
        var (deployment, rate) = (candidate.Deployment, candidate.RequestsPerSecond);
        if (request.Target is PlanTarget.Rate wanted)
        {
            rate = wanted.RequestsPerSecond * (1 + request.Headroom);
        }

        for (var i = 1; ; i++)
        {
            var simulated = Simulate(deployment, rate);
            var estimate = deployment.Estimate(request.Request, new Load.OpenLoop(rate));
            var missed = Missed(simulated);
            missed = missed.Length > 0 ? missed : estimate.Status == EstimateStatus.Ok ? Missed(estimate) : "estimated: " + estimate.Reason;
            if (missed.Length == 0 || i == Tries)
            {
                return new ConfirmedPlan(deployment, rate, estimate, simulated, missed, i);
            }

            if (request.Target is PlanTarget.Accelerators)
            {
                rate *= Step;
            }
            else if (deployment.Prefill is not null && simulated.TimeToFirstToken.At(request.Level.Percentile) > request.Level.TimeToFirstToken)
            {
                deployment = deployment with { PrefillCount = deployment.PrefillCount + Math.Max(1, deployment.PrefillCount / Tries) };
            }
            else
            {
                deployment = deployment with { Count = deployment.Count + Math.Max(1, deployment.Count / Tries) };
            }
        }
    }

    private string Missed(DeploymentEstimate figures) => request.Level.Missed(figures.TimeToFirstToken, figures.TimePerOutputToken, figures.EndToEnd);

    private DeploymentEstimate Simulate(PlannedDeployment deployment, double rate)
    {
        var shape = request.Request;
        var (input, output) = ((int)Math.Round(shape.InputTokens), Math.Max(1, (int)Math.Round(shape.OutputTokens)));
        var worker = deployment.Worker.Prepared;
        var isWhole = deployment.Prefill is null;
        var settings = isWhole
            ? SimulationSettings.Of(worker, shape.MeanContext, 1)
            : SimulationSettings.Of(new DisaggregatedDeployment(deployment.Prefill!.Prepared, deployment.PrefillCount, worker, deployment.Count), input, shape.MeanContext);
        var share = isWhole ? rate / deployment.Count : rate;
        IRequestSource source = new StreamSource(new ArrivalProcess.Poisson(share), new LengthDistribution.Constant(input, output), requests, seed);
        var cached = (int)Math.Round(shape.CachedTokens);
        var metrics = new MetricsObserver();
        new ServingSimulation(settings with { Seed = seed }, cached > 0 ? new SharedPrefixSource(source, cached) : source, metrics).Run();
        return metrics.ToEstimate(deployment.Estimate(shape, new Load.OpenLoop(rate)), 0);
    }
}
