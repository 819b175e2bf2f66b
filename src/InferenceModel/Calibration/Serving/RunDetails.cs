using System.Collections.Immutable;

namespace InferenceModel.Calibration.Serving;

/// <summary>
/// What is known about measured runs besides their file: values by the name of the option that gives them, as text. A value given here counts
/// more than what a file says.
/// </summary>
/// <param name="Values">Values by name: one of <see cref="Names"/>.</param>
public sealed record RunDetails(ImmutableDictionary<string, string> Values)
{
    /// <summary>Nothing is known but what the file says.</summary>
    public static RunDetails None { get; } = new(ImmutableDictionary<string, string>.Empty);

    /// <summary>All names, with what each means.</summary>
    public static ImmutableArray<(string Name, string Meaning)> Names { get; } =
    [
        ("model", "Model name of the catalogue."),
        ("system", "System name of the catalogue."),
        ("engine", "Engine name of the catalogue."),
        ("precision", "Weight format in place of the checkpoint's."),
        ("kv-precision", "Cache format in place of the checkpoint's."),
        ("tp", "Tensor parallel width (of a decode worker, where prompts are computed apart)."),
        ("pp", "Pipeline stages."),
        ("ep", "Expert parallel width."),
        ("dp", "Attention data parallel width."),
        ("cp", "Context parallel width."),
        ("replicas", "Copies, or decode workers."),
        ("prefill-tp", "Tensor parallel width of a prefill worker; prompts are computed apart."),
        ("prefill-pp", "Pipeline stages of a prefill worker."),
        ("prefill-ep", "Expert parallel width of a prefill worker."),
        ("prefill-dp", "Attention data parallel width of a prefill worker."),
        ("prefill-cp", "Context parallel width of a prefill worker."),
        ("prefill-workers", "Prefill workers."),
        ("isl", "Prompt tokens."),
        ("osl", "Answer tokens."),
        ("concurrency", "Requests kept in flight."),
        ("request-rate", "Requests per second, arriving at random."),
    ];

    /// <summary>A value, or null where it is not given.</summary>
    /// <param name="name">Its name.</param>
    public string? Find(string name) => Values.GetValueOrDefault(name);
}
