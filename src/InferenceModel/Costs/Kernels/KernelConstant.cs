namespace InferenceModel.Costs.Kernels;

/// <summary>A named constant of a family's physics: where a fit starts and between what it stays.</summary>
/// <param name="Name">The member of the coefficient file.</param>
/// <param name="Start">Where the fit starts, and the value without any measurement.</param>
/// <param name="Low">Least value.</param>
/// <param name="High">Largest value.</param>
/// <param name="Meaning">One line, with the unit.</param>
public sealed record KernelConstant(string Name, double Start, double Low, double High, string Meaning)
{
    /// <summary>The share of the rate that dense arithmetic loses where it lasts: power takes it.</summary>
    public const string Sag = "long_sag";

    /// <summary>Whether it is a time, in microseconds: a count of clocks of the cores it was fitted on.</summary>
    public bool IsTime => Name.EndsWith("_us", StringComparison.Ordinal);

    /// <summary>Whether it is a share lost to power.</summary>
    public bool IsSag => Name == Sag;
}
