namespace InferenceModel.Costs.Kernels;

/// <summary>What families of attention share.</summary>
internal static class AttentionPhysics
{
    /// <summary>Two units of a core that work side by side and wait for each other now and then: the root of the sum of squares.</summary>
    /// <param name="first">Seconds of one.</param>
    /// <param name="second">Seconds of the other.</param>
    public static double Both(double first, double second) => Math.Sqrt((first * first) + (second * second));

    /// <summary>The cubic mean of three times that hide behind each other.</summary>
    /// <param name="first">Seconds of one.</param>
    /// <param name="second">Seconds of another.</param>
    /// <param name="third">Seconds of the last.</param>
    public static double Longest(double first, double second, double third) => Math.Cbrt(Cube(first) + Cube(second) + Cube(third));

    /// <summary>Bandwidth that bytes see: the last cache's while they fit, memory's when they do not, a steep turn between.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="bytes">Bytes touched again and again.</param>
    /// <param name="share">Share of the cache they may fill.</param>
    /// <param name="speed">Bandwidth of the cache over that of memory.</param>
    public static double Bandwidth(KernelMachine machine, double bytes, double share, double speed)
    {
        var fill = bytes / (share * machine.SecondLevelCache);
        return machine.Bandwidth * (1 + ((speed - 1) / (1 + (Cube(fill) * fill))));
    }

    private static double Cube(double value) => value * value * value;
}
