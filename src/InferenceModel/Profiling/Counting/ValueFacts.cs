using InferenceModel.Profiling.Onnx;

namespace InferenceModel.Profiling.Counting;

/// <summary>What is known of a value once the named dimensions have sizes. Sizes are real numbers: the rows an expert gets are an expectation.</summary>
/// <param name="Element">Its type.</param>
/// <param name="Sizes">Its sizes, outermost first.</param>
internal sealed record ValueFacts(OnnxElement Element, double[] Sizes)
{
    /// <summary>Whether it follows from constants alone: a weight, whatever is done to it.</summary>
    public bool IsConstant { get; init; }

    /// <summary>Its numbers where it is a small vector of whole numbers known before the run: shapes.</summary>
    public double[]? Known { get; init; }

    /// <summary>Where its rows were chosen by a router: experts and choices of a token; null elsewhere.</summary>
    public (double Experts, double PerToken, double Tokens)? Routing { get; init; }

    /// <summary>Bits of a number as it lies in the file, with its share of the scale, where it is unpacked before use; null elsewhere.</summary>
    public double? StoredBits { get; init; }

    /// <summary>Number of elements.</summary>
    public double Count => Sizes.Aggregate(1.0, (product, size) => product * size);

    /// <summary>Size of the last axis; 1 for a scalar.</summary>
    public double Width => Sizes.Length == 0 ? 1 : Sizes[^1];
}
