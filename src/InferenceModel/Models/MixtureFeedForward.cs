namespace InferenceModel.Models;

/// <summary>A mixture of experts: a router sends each token to a few of many blocks.</summary>
/// <param name="Experts">Routed experts.</param>
/// <param name="ExpertsPerToken">Experts a token visits.</param>
/// <param name="IntermediateSize">Width inside one expert.</param>
/// <param name="IsGated">Whether a gate multiplies the activation.</param>
public sealed record MixtureFeedForward(int Experts, int ExpertsPerToken, int IntermediateSize, bool IsGated) : FeedForward
{
    /// <summary>Width inside the experts every token visits, all together; 0 where there are none.</summary>
    public int SharedIntermediateSize { get; init; }

    /// <summary>Whether the shared experts' output is scaled by a learned gate.</summary>
    public bool HasSharedGate { get; init; }

    /// <summary>Whether experts have biases.</summary>
    public bool HasExpertBias { get; init; }

    /// <summary>Numbers the router has beside its matrix: biases, corrections, scales.</summary>
    public int RouterExtras { get; init; }

    /// <summary>Width experts work in where tokens are first compressed (Nemotron 3 latent mixture); null where they are not.</summary>
    public int? LatentSize { get; init; }

    /// <summary>A dense block beside the mixture in the same layer (Gemma 4), or null.</summary>
    public DenseFeedForward? ParallelDense { get; init; }

    /// <inheritdoc />
    public override string Kind => $"mixture, {ExpertsPerToken} of {Experts} experts";

    /// <summary>Width of an expert's input.</summary>
    /// <param name="hiddenSize">Width of the residual stream.</param>
    public int ExpertInputSize(int hiddenSize) => LatentSize ?? hiddenSize;

    /// <inheritdoc />
    public override IEnumerable<WeightTensor> Weights(int hiddenSize)
    {
        yield return new(WeightRole.Small, "router", hiddenSize, Experts);
        yield return new(WeightRole.Small, "router biases and scales", 1, RouterExtras);
        if (LatentSize is { } latent)
        {
            yield return new(WeightRole.SharedExpert, "latent_down_proj", hiddenSize, latent);
            yield return new(WeightRole.SharedExpert, "latent_up_proj", latent, hiddenSize);
        }

        var input = ExpertInputSize(hiddenSize);
        var tensors = Block(WeightRole.RoutedExpert, "experts", input, IntermediateSize, IsGated, Experts)
            .Concat(SharedIntermediateSize == 0 ? [] : Block(WeightRole.SharedExpert, "shared_expert", hiddenSize, SharedIntermediateSize, IsGated, 1))
            .Concat(ParallelDense?.Weights(hiddenSize) ?? []);
        foreach (var tensor in tensors)
        {
            yield return tensor;
        }

        if (HasExpertBias)
        {
            yield return new(WeightRole.RoutedExpert, "expert biases", 1, ((long)IntermediateSize * (IsGated ? 2 : 1)) + input, Experts);
        }

        if (HasSharedGate)
        {
            yield return new(WeightRole.Small, "shared_expert_gate", hiddenSize, 1);
        }
    }
}
