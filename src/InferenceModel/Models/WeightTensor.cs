using InferenceModel.Units;

namespace InferenceModel.Models;

/// <summary>One matrix or vector of weights of one layer. The default value is an empty tensor.</summary>
/// <param name="Role">What it does.</param>
/// <param name="Name">Its name, as in the reference implementation where there is one.</param>
/// <param name="InputFeatures">Rows; 1 for a vector.</param>
/// <param name="OutputFeatures">Columns.</param>
/// <param name="Copies">How many of the same shape, for example one for each expert.</param>
public readonly record struct WeightTensor(WeightRole Role, string Name, long InputFeatures, long OutputFeatures, long Copies = 1)
{
    /// <summary>Numbers in all copies.</summary>
    public long Parameters => InputFeatures * OutputFeatures * Copies;

    /// <summary>Size when stored in a format.</summary>
    /// <param name="format">The storage format.</param>
    public Bytes Size(WeightFormat format) => Bytes.OfBits(Parameters * format.BitsPerWeight);
}
