using InferenceModel.Models;
using InferenceModel.Operators;
using InferenceModel.Units;

namespace InferenceModel.Estimation.Intervals;

/// <summary>Where a prediction stands: what decides how far it may be off, from the prediction and its inputs alone.</summary>
public sealed record OperatingCondition
{
    /// <summary>First tokens that take so many times as long as on an idle machine mean a queue.</summary>
    public const double QueueFactor = 4;

    /// <summary>Prompts that take this share of the time bind a deployment.</summary>
    public const double PromptShare = 0.4;

    /// <summary>How the prediction was made.</summary>
    public required ServingFidelity Fidelity { get; init; }

    /// <summary>How requests come.</summary>
    public required LoadKind Load { get; init; }

    /// <summary>Whether the engine is of an earlier generation than the kernels that were measured.</summary>
    public bool IsEarlierEngine { get; init; }

    /// <summary>What kind of model it is: its mixers and its feed-forward blocks.</summary>
    public required string ModelKind { get; init; }

    /// <summary>The model's shape: kind, width and layers. Checkpoints of one architecture share it.</summary>
    public required string ModelShape { get; init; }

    /// <summary>The accelerator.</summary>
    public required string Accelerator { get; init; }

    /// <summary>The engine.</summary>
    public required string Engine { get; init; }

    /// <summary>What the time is spent on.</summary>
    public required OperatingPhase Phase { get; init; }

    /// <summary>Requests in flight for each attention rank.</summary>
    public required double RequestsPerRank { get; init; }

    /// <summary>Prompt tokens.</summary>
    public required double InputTokens { get; init; }

    /// <summary>Answer tokens.</summary>
    public required double OutputTokens { get; init; }

    /// <summary>The population errors are drawn from: load and generation of the engine.</summary>
    public string Group => IsEarlierEngine ? $"{Words(Load)}/earlier" : Words(Load);

    /// <summary>The regimes a condition belongs to, the narrowest first.</summary>
    public IReadOnlyList<string> Regimes => [$"{Group}/{ModelKind}/{Words(Phase)}", $"{Group}/{ModelKind}", Group];

    /// <summary>The condition of a prediction.</summary>
    /// <param name="fidelity">How it was made.</param>
    /// <param name="load">How requests come.</param>
    /// <param name="prompts">The machine that computes prompts; its weights fit.</param>
    /// <param name="decoding">The machine that decodes; the same where one does both.</param>
    /// <param name="computedTokens">Prompt tokens computed for a request.</param>
    /// <param name="inputTokens">Prompt tokens.</param>
    /// <param name="outputTokens">Answer tokens.</param>
    /// <param name="requestsPerRank">Requests in flight for each attention rank.</param>
    /// <param name="firstToken">Predicted mean time to first token; zero where there is none.</param>
    /// <param name="promptRate">Predicted prompts per second of each attention rank that computes prompts.</param>
    public static OperatingCondition Of(
        ServingFidelity fidelity, LoadKind load, PreparedDeployment prompts, PreparedDeployment decoding,
        double computedTokens, double inputTokens, double outputTokens, double requestsPerRank, Seconds firstToken, double promptRate)
    {
        var prompt = prompts.Plan!.Latency(StepShape.Prefill(1, Math.Max(1, computedTokens)));
        var idle = prompt + decoding.Deployment.Engine.OverheadOf(inputTokens);
        return new OperatingCondition
        {
            Fidelity = fidelity,
            Load = load,
            ModelKind = KindOf(decoding.Deployment.Model),
            ModelShape = ShapeOf(decoding.Deployment.Model),
            Accelerator = decoding.Deployment.System.Accelerator.Id,
            Engine = decoding.Deployment.Engine.Id,
            Phase = load != LoadKind.Batch && firstToken > idle * QueueFactor ? OperatingPhase.Queue
                : promptRate * prompt.Total >= PromptShare ? OperatingPhase.Prefill : OperatingPhase.Decode,
            RequestsPerRank = requestsPerRank,
            InputTokens = inputTokens,
            OutputTokens = outputTokens,
        };
    }

    private static string KindOf(LanguageModel model)
    {
        bool Has<T>() => model.Layers.Any(group => group.Layer.Mixer is T);
        var mixer = Has<GatedDeltaNet>() || Has<StateSpaceMixer>() ? "hybrid" : Has<LatentAttention>() ? "latent" : "grouped";
        return mixer + (model.Layers.Any(group => group.Layer.FeedForward is MixtureFeedForward) ? "_mixture" : "_dense");
    }

    private static string ShapeOf(LanguageModel model) => FormattableString.Invariant($"{KindOf(model)} {model.HiddenSize} x {model.LayerCount}");

    private static string Words<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
