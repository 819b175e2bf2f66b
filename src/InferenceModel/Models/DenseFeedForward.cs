namespace InferenceModel.Models;

/// <summary>A feed-forward block every token passes through whole.</summary>
/// <param name="IntermediateSize">Width inside the block.</param>
/// <param name="IsGated">Whether a gate multiplies the activation (SwiGLU and its kin: three matrices, not two).</param>
/// <param name="HasBias">Whether both projections have biases.</param>
public sealed record DenseFeedForward(int IntermediateSize, bool IsGated, bool HasBias = false) : FeedForward
{
    /// <inheritdoc />
    public override string Kind => "dense feed-forward";

    /// <inheritdoc />
    public override IEnumerable<WeightTensor> Weights(int hiddenSize)
    {
        foreach (var tensor in Block(WeightRole.DenseFeedForward, "mlp", hiddenSize, IntermediateSize, IsGated, 1))
        {
            yield return tensor;
        }

        if (HasBias)
        {
            yield return new(WeightRole.Small, "mlp biases", 1, ((long)IntermediateSize * (IsGated ? 2 : 1)) + hiddenSize);
        }
    }
}
