using InferenceModel.Units;

namespace InferenceModel.Models;

/// <summary>One layer: a mixer, a feed-forward block, or both.</summary>
/// <param name="Mixer">What lets tokens see each other; null where the layer has no such part.</param>
/// <param name="FeedForward">What treats each token by itself; null where the layer has no such part.</param>
/// <param name="NormParameters">Gains and biases of the layer's norms, and other small vectors.</param>
/// <param name="Formats">How its weights are stored.</param>
public sealed record DecoderLayer(SequenceMixer? Mixer, FeedForward? FeedForward, long NormParameters, LayerFormats Formats)
{
    /// <summary>Whether mixer and feed-forward read the same input, so that one reduction serves both (GPT-NeoX).</summary>
    public bool IsParallel { get; init; }

    /// <summary>All weights of the layer.</summary>
    /// <param name="hiddenSize">Width of the residual stream.</param>
    public IEnumerable<WeightTensor> Weights(int hiddenSize) =>
        (Mixer?.Weights(hiddenSize) ?? [])
            .Concat(FeedForward?.Weights(hiddenSize) ?? [])
            .Append(new(WeightRole.Small, "norms", 1, NormParameters))
            .Where(tensor => tensor.Parameters > 0);

    /// <summary>Parameters one token uses: all but the routed experts it does not visit.</summary>
    /// <param name="hiddenSize">Width of the residual stream.</param>
    public double ActiveParameters(int hiddenSize) => Weights(hiddenSize).Sum(tensor =>
        tensor.Role == WeightRole.RoutedExpert && FeedForward is MixtureFeedForward mixture
            ? (double)tensor.Parameters * mixture.ExpertsPerToken / mixture.Experts
            : tensor.Parameters);

    /// <summary>Bytes of all weights of the layer.</summary>
    /// <param name="hiddenSize">Width of the residual stream.</param>
    public Bytes WeightBytes(int hiddenSize) =>
        Weights(hiddenSize).Aggregate(Bytes.Zero, (sum, tensor) => sum + tensor.Size(Formats.Of(tensor.Role)));
}
