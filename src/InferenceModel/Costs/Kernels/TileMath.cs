namespace InferenceModel.Costs.Kernels;

/// <summary>How work is dealt out: tiles, waves of tiles over cores, and splits that fill idle cores.</summary>
internal static class TileMath
{
    /// <summary>The least depth worth splitting off.</summary>
    private const double LeastDepth = 256;

    /// <summary>Share of whole tiles that is real work.</summary>
    /// <param name="size">Size.</param>
    /// <param name="tile">Size of a tile.</param>
    public static double Fill(double size, double tile) => size / (Math.Ceiling(size / tile) * tile);

    /// <summary>Share of whole waves that is real work.</summary>
    /// <param name="tiles">Tiles.</param>
    /// <param name="cores">Cores.</param>
    public static double WaveFill(double tiles, double cores) => tiles / (Math.Ceiling(tiles / cores) * cores);

    /// <summary>
    /// Waves that pieces take: whole ones, less the hidden share of the last one's empty part. One piece takes one wave.
    /// </summary>
    /// <param name="pieces">Pieces.</param>
    /// <param name="cores">Cores.</param>
    /// <param name="hidden">Share of an empty part that costs nothing.</param>
    public static double Waves(double pieces, double cores, double hidden)
    {
        var exact = Math.Max(1, pieces / cores);
        return (Math.Ceiling(exact) * (1 - hidden)) + (exact * hidden);
    }

    /// <summary>Pieces the inner dimension is cut into so that tiles fill the cores.</summary>
    /// <param name="tiles">Tiles.</param>
    /// <param name="cores">Cores.</param>
    /// <param name="depth">Inner dimension.</param>
    public static double Split(double tiles, double cores, double depth) =>
        Math.Max(1, Math.Min(Math.Floor(cores / tiles), Math.Floor(depth / LeastDepth)));
}
