using System.Collections.Immutable;

namespace InferenceModel.Training;

/// <summary>One regression tree. A child that is not negative is a node; a negative one is the leaf of its complement.</summary>
/// <param name="Features">The feature each node looks at.</param>
/// <param name="Thresholds">A row goes left where its feature is at most this.</param>
/// <param name="Left">Left children.</param>
/// <param name="Right">Right children.</param>
/// <param name="Leaves">Values of the leaves.</param>
public sealed record Tree(
    ImmutableArray<int> Features, ImmutableArray<float> Thresholds, ImmutableArray<int> Left, ImmutableArray<int> Right, ImmutableArray<float> Leaves)
{
    /// <summary>The leaf's value a row falls into.</summary>
    /// <param name="row">Features.</param>
    public float Value(ReadOnlySpan<float> row)
    {
        if (Features.IsEmpty)
        {
            return Leaves[0];
        }

        var at = 0;
        while (at >= 0)
        {
            at = row[Features[at]] <= Thresholds[at] ? Left[at] : Right[at];
        }

        return Leaves[~at];
    }
}
