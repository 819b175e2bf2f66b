using InferenceModel.Operators.Calls;

namespace InferenceModel.Calibration.Kernels;

/// <summary>Keeps whole shapes, never single rows, out of a fit.</summary>
public static class ShapeSplit
{
    /// <summary>The tenth that is kept for the test and was never looked at while features and constants were chosen.</summary>
    public const ulong Fold = 8;

    private const ulong HeldOutOf = 10;

    /// <summary>Whether a call's shape is kept for the test: a tenth of all shapes.</summary>
    /// <param name="call">The call.</param>
    /// <param name="fold">Which tenth, 0 to 9.</param>
    public static bool IsHeldOut(KernelCall call, ulong fold = Fold) => call.Shape / 7 % HeldOutOf == fold;

    /// <summary>A number from 0 to 1 that depends on a row alone: rows below a share make a sample.</summary>
    /// <param name="row">Row.</param>
    /// <param name="seed">Seed.</param>
    public static double Draw(int row, int seed)
    {
        var mixed = unchecked(((ulong)(uint)row * 0x9E3779B97F4A7C15UL) + ((ulong)(uint)seed * 0xBF58476D1CE4E5B9UL));
        mixed = unchecked((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9UL);
        mixed = unchecked((mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL);
        return (mixed ^ (mixed >> 31)) / (double)ulong.MaxValue;
    }
}
