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
    /// <param name="speed">Share of the cache's bandwidth reached.</param>
    public static double Bandwidth(KernelMachine machine, double bytes, double share, double speed)
    {
        var fill = bytes / (share * machine.SecondLevelCache);
        var inside = 1 / (1 + (Cube(fill) * fill));
        return (inside * machine.CacheBandwidth * speed) + ((1 - inside) * machine.Bandwidth);
    }

    /// <summary>
    /// Bandwidth of element-wise passes beside an attention kernel: their threads, not memory, bind them (H200 passes over prompts no quicker
    /// than H100), so they are given a fifth of what cores could draw from the last cache: H100's memory.
    /// </summary>
    /// <param name="machine">The machine.</param>
    public static double PassBandwidth(KernelMachine machine) => machine.CacheBandwidth / 5;

    private static double Cube(double value) => value * value * value;
}
