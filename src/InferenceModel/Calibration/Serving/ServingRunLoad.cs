namespace InferenceModel.Calibration.Serving;

/// <summary>How the requests of a measured run arrive.</summary>
public abstract record ServingRunLoad
{
    private ServingRunLoad()
    {
    }

    /// <summary>
    /// The public serving benchmarks: so many clients, each with one request in flight, all starting at once; about ten
    /// requests a client in all.
    /// </summary>
    /// <param name="Concurrency">Clients over the whole deployment.</param>
    public sealed record Clients(int Concurrency) : ServingRunLoad;

    /// <summary>One batch, prefilled together and decoded together to its end.</summary>
    /// <param name="Batch">Sequences over the whole deployment.</param>
    public sealed record StaticBatch(int Batch) : ServingRunLoad;

    /// <summary>All requests are there from the start; the engine fills itself as far as it can.</summary>
    public sealed record Queued : ServingRunLoad;

    /// <summary>Requests arrive at random at a mean rate.</summary>
    /// <param name="RequestsPerSecond">The rate over the whole deployment.</param>
    public sealed record Rate(double RequestsPerSecond) : ServingRunLoad;
}
