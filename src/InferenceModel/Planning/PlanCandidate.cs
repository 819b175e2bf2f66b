using InferenceModel.Units;

namespace InferenceModel.Planning;

/// <summary>A deployment with the load it can carry within the service level. Less cost is better.</summary>
/// <param name="Deployment">The machines.</param>
/// <param name="RequestsPerSecond">Requests per second it can carry.</param>
/// <param name="Rung">Sequences a decoding rank holds at that load.</param>
/// <param name="Cost">What is made small: cost of a request where accelerators are given, else cost of an hour.</param>
/// <param name="TimePerOutputToken">Mean time per output token there.</param>
public sealed record PlanCandidate(PlannedDeployment Deployment, double RequestsPerSecond, double Rung, double Cost, Seconds TimePerOutputToken)
{
    private const double SameCost = 1e-9;

    /// <summary>A deployment under a load, with what it costs for the question asked.</summary>
    /// <param name="request">The question.</param>
    /// <param name="deployment">The machines.</param>
    /// <param name="rate">Requests per second.</param>
    /// <param name="point">The worker that decodes under its share.</param>
    internal static PlanCandidate Of(PlanRequest request, PlannedDeployment deployment, double rate, in OperatingPoint point) => new(
        deployment, rate, point.Decoding, request.Target is PlanTarget.Accelerators ? deployment.Weight / rate : deployment.Weight, point.TimePerOutputToken.Mean);

    /// <summary>Orders candidates: cost first, then speed, then name, so that the order never depends on how they were found.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">Another.</param>
    public static int Compare(PlanCandidate left, PlanCandidate right)
    {
        if (Math.Abs(left.Cost - right.Cost) > SameCost * Math.Max(left.Cost, right.Cost))
        {
            return left.Cost.CompareTo(right.Cost);
        }

        return left.TimePerOutputToken != right.TimePerOutputToken
            ? left.TimePerOutputToken.CompareTo(right.TimePerOutputToken)
            : string.CompareOrdinal(left.Deployment.Name, right.Deployment.Name);
    }
}
