namespace InferenceModel.Costs.Kernels;

/// <summary>
/// How the tokens of a layer fall on the experts of its busiest rank. Popularity follows a power law of exponent a, drawn
/// between one token and four fifths of all (aiconfigurator 095f58a, docs/POWER_LAW_DISTRIBUTION.md): expert i of E has the
/// weight of the quantile (i + 1/2) / E. With no skew every expert has the same load.
/// </summary>
internal readonly ref struct ExpertLoad
{
    /// <summary>Quantiles that stand for all experts; each stands for as many.</summary>
    public const int MostBins = 32;

    private readonly Span<double> loads;

    /// <summary>Deals tokens out.</summary>
    /// <param name="tokens">Tokens.</param>
    /// <param name="perToken">Experts a token visits.</param>
    /// <param name="experts">Experts of the layer.</param>
    /// <param name="ranks">Ranks they are dealt to.</param>
    /// <param name="skew">Exponent; 0 is even.</param>
    /// <param name="room">Room for <see cref="MostBins"/> numbers.</param>
    public ExpertLoad(double tokens, double perToken, double experts, double ranks, double skew, Span<double> room)
    {
        var here = Math.Max(1, experts / ranks);
        var bins = (int)Math.Min(MostBins, Math.Ceiling(here));
        ExpertsPerBin = here / bins;
        loads = room[..bins];
        var mean = tokens * perToken / experts;
        if (skew <= 0)
        {
            loads.Fill(mean);
        }
        else
        {
            Skewed(tokens, mean, experts, here, skew);
        }

        foreach (var load in loads)
        {
            Copies += load * ExpertsPerBin;
            Touched += Math.Min(1, load) * ExpertsPerBin;
            Largest = Math.Max(Largest, load);
        }
    }

    /// <summary>Experts a bin stands for.</summary>
    public double ExpertsPerBin { get; }

    /// <summary>Token copies that meet the experts of the rank.</summary>
    public double Copies { get; }

    /// <summary>Experts of the rank that have a token at all, on average.</summary>
    public double Touched { get; }

    /// <summary>Tokens of the busiest expert.</summary>
    public double Largest { get; }

    /// <summary>Row tiles over all experts of the rank: each has at least one where it has a token.</summary>
    /// <param name="rows">Rows of a tile.</param>
    public double Tiles(double rows)
    {
        var tiles = 0.0;
        foreach (var load in loads)
        {
            tiles += (load >= 1 ? Math.Ceiling(load / rows) : load) * ExpertsPerBin;
        }

        return tiles;
    }

    /// <summary>The rank with the most popular expert is the busiest: its others are a fair sample of the rest.</summary>
    private void Skewed(double tokens, double mean, double experts, double here, double skew)
    {
        var most = Math.Max(2, tokens * 0.8);
        var exponent = 1 - skew;
        var end = Math.Pow(most, exponent);
        for (var i = 0; i < loads.Length; i++)
        {
            // The first bin is the most popular expert; further bins are quantiles of the rest.
            var quantile = i == 0 ? 1 - (0.5 / experts) : 1 - ((i + 0.5) / (loads.Length + 0.5));
            loads[i] = Math.Pow((quantile * (end - 1)) + 1, 1 / exponent);
        }

        var sum = Mean(most, skew);
        for (var i = 0; i < loads.Length; i++)
        {
            loads[i] = Math.Min(tokens, mean * loads[i] / sum);
        }

        // With one rank, all copies are here whatever the sample of quantiles says.
        if (here >= experts)
        {
            var total = 0.0;
            foreach (var load in loads)
            {
                total += load * ExpertsPerBin;
            }

            var scale = mean * experts / total;
            for (var i = 0; i < loads.Length; i++)
            {
                loads[i] = Math.Min(tokens, loads[i] * scale);
            }
        }
    }

    /// <summary>Mean of the power law between 1 and a largest value.</summary>
    private static double Mean(double most, double skew)
    {
        var first = 1 - skew;
        var second = 2 - skew;
        return first / second * (Math.Pow(most, second) - 1) / (Math.Pow(most, first) - 1);
    }
}
