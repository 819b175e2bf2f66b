namespace InferenceModel.Scenarios;

/// <summary>What a lever does to a deployment; shares are of the unchanged machine, 0.1 is a tenth more. Null where the changed machine cannot serve.</summary>
/// <param name="Lever">The lever.</param>
/// <param name="TokensPerUser">Change of tokens per second and user.</param>
/// <param name="TokensPerAccelerator">Change of output tokens per second and accelerator.</param>
/// <param name="CostPerToken">Change of the cost of an output token.</param>
/// <param name="PromptStep">Change of the time of the same prompt step.</param>
/// <param name="DecodeStep">Change of the time of the same decode step.</param>
/// <param name="BreakEven">Price of an accelerator hour at which output tokens cost as before; null where no price is known.</param>
/// <param name="Reason">Why the changed machine cannot serve; else empty.</param>
public sealed record SensitivityRow(
    Lever Lever,
    double? TokensPerUser,
    double? TokensPerAccelerator,
    double? CostPerToken,
    double? PromptStep,
    double? DecodeStep,
    double? BreakEven,
    string Reason);
