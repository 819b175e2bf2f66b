using System.Globalization;

namespace InferenceModel.Workloads;

/// <summary>What users ask of a deployment.</summary>
public abstract record Load
{
    private Load()
    {
    }

    /// <summary>So many requests are kept in flight.</summary>
    /// <param name="Concurrency">Requests in flight over the whole deployment.</param>
    public sealed record ClosedLoop(double Concurrency) : Load
    {
        /// <inheritdoc />
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Concurrency:G6} in flight");
    }

    /// <summary>Requests arrive at random, whatever the state of the deployment.</summary>
    /// <param name="RequestsPerSecond">Mean rate over the whole deployment.</param>
    public sealed record OpenLoop(double RequestsPerSecond) : Load
    {
        /// <inheritdoc />
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{RequestsPerSecond:G6} requests/s");
    }

    /// <summary>
    /// The peak rate of a population: users x share that is active x requests of an active user a minute / 60 x peak over
    /// mean.
    /// </summary>
    /// <param name="users">Users.</param>
    /// <param name="activeFraction">Share of them active at once.</param>
    /// <param name="requestsPerActiveUserPerMinute">Requests each of those sends a minute.</param>
    /// <param name="peakMultiplier">Peak over mean.</param>
    public static OpenLoop OfUsers(double users, double activeFraction, double requestsPerActiveUserPerMinute, double peakMultiplier) =>
        new(users * activeFraction * requestsPerActiveUserPerMinute / 60 * peakMultiplier);
}
