using InferenceModel.Units;

namespace InferenceModel.Estimation;

/// <summary>A steady state of one attention rank with a given number of decoding sequences. The default value is idle.</summary>
/// <param name="Decoding">Sequences decoding, on average.</param>
/// <param name="Rate">Requests finished per second.</param>
/// <param name="DecodeStep">Time of a step without prompts.</param>
/// <param name="MixedStep">Time of a step with a prompt chunk.</param>
/// <param name="PromptSteps">Steps one prompt takes.</param>
/// <param name="PromptService">Time a prompt holds up those behind it.</param>
/// <param name="PromptLatency">Time a prompt takes when nobody is before it.</param>
/// <param name="TokenInterval">Mean time between tokens of a request, prompts of others included.</param>
public readonly record struct RankState(
    double Decoding,
    double Rate,
    Seconds DecodeStep,
    Seconds MixedStep,
    double PromptSteps,
    Seconds PromptService,
    Seconds PromptLatency,
    Seconds TokenInterval)
{
    /// <summary>Share of the time prompts hold up each other.</summary>
    public double PromptUtilisation => Rate * PromptService.Total;

    /// <summary>Prompts that share a step which computes prompts.</summary>
    public double PromptsPerStep { get; init; } = 1;

    /// <summary>Share of a request's steps that also compute a prompt.</summary>
    public double MixedShare => Math.Min(1, Rate * PromptSteps * TokenInterval.Total / PromptsPerStep);
}
