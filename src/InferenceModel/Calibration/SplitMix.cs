namespace InferenceModel.Calibration;

/// <summary>A small generator whose numbers are the same everywhere (Steele, Lea and Flood, OOPSLA 2014): starts of a search, nothing else.</summary>
/// <param name="seed">The seed.</param>
internal sealed class SplitMix(ulong seed)
{
    private ulong state = seed;

    /// <summary>The next number from 0 to 1.</summary>
    public double Next()
    {
        unchecked
        {
            state += 0x9E3779B97F4A7C15UL;
            var mixed = state;
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9UL;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL;
            return ((mixed ^ (mixed >> 31)) >> 11) * (1.0 / (1UL << 53));
        }
    }
}
