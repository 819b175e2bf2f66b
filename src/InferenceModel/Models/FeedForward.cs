namespace InferenceModel.Models;

/// <summary>The part of a layer that treats each token by itself.</summary>
public abstract record FeedForward
{
    /// <summary>A short name of the kind, for tables and messages.</summary>
    public abstract string Kind { get; }

    /// <summary>The weights of one layer.</summary>
    /// <param name="hiddenSize">Width of the residual stream.</param>
    public abstract IEnumerable<WeightTensor> Weights(int hiddenSize);

    /// <summary>Matrices of a block: up and down, and a gate where the activation is gated.</summary>
    /// <param name="role">The role of the weights.</param>
    /// <param name="name">What the names begin with.</param>
    /// <param name="inputSize">Width outside.</param>
    /// <param name="intermediateSize">Width inside.</param>
    /// <param name="isGated">Whether a gate multiplies the activation.</param>
    /// <param name="copies">How many blocks of this shape.</param>
    private protected static IEnumerable<WeightTensor> Block(
        WeightRole role, string name, long inputSize, long intermediateSize, bool isGated, long copies)
    {
        yield return new(role, isGated ? $"{name} gate_up_proj" : $"{name} up_proj", inputSize, intermediateSize * (isGated ? 2 : 1), copies);
        yield return new(role, $"{name} down_proj", intermediateSize, inputSize, copies);
    }
}
