using System.Collections.Immutable;
using InferenceModel.Interconnect;
using InferenceModel.Units;

namespace InferenceModel.Calibration;

/// <summary>One number of the constants of a collective that a fit may change: those that are not zero in the file.</summary>
/// <param name="Branch">Which branch, from 0; -1 is the launch floor.</param>
/// <param name="Member">What the file calls it.</param>
/// <param name="Ranks">Of a window, the group it is for; 0 for other numbers.</param>
internal sealed record BranchParameter(int Branch, string Member, int Ranks = 0)
{
    private const int Floor = -1;
    private const string UpTo = "up_to";

    /// <summary>By how much, in logarithms, a search first changes it: a window only acts where it passes a measured size.</summary>
    public double FirstStep => Member == UpTo ? Math.Log(2) : 0.2;

    /// <summary>The numbers of constants a fit may change.</summary>
    /// <param name="constants">The constants.</param>
    public static ImmutableArray<BranchParameter> Of(CollectiveConstants constants)
    {
        var parameters = ImmutableArray.CreateBuilder<BranchParameter>();
        if (constants.Floor > Seconds.Zero)
        {
            parameters.Add(new BranchParameter(Floor, "floor"));
        }

        string[] members = ["base", "step", "doubling", "token", "expert", "efficiency", "copy", "spread", "per_multiprocessor"];
        for (var i = 0; i < constants.Branches.Length; i++)
        {
            parameters.AddRange(members.Select(member => new BranchParameter(i, member)).Where(parameter => parameter.Get(constants) > 0));
            parameters.AddRange(constants.Branches[i].UpTo.Keys.Select(ranks => new BranchParameter(i, UpTo, ranks)));
        }

        return parameters.ToImmutable();
    }

    /// <summary>The number, in the base unit.</summary>
    /// <param name="constants">The constants.</param>
    public double Get(CollectiveConstants constants)
    {
        if (Branch == Floor)
        {
            return constants.Floor.Total;
        }

        var branch = constants.Branches[Branch];
        return Member switch
        {
            "base" => branch.Base.Total,
            "step" => branch.Step.Total,
            "doubling" => branch.Doubling.Total,
            "token" => branch.Token.Total,
            "expert" => branch.Expert.Total,
            "efficiency" => branch.Efficiency,
            "copy" => branch.Copy,
            "spread" => branch.Spread,
            UpTo => branch.UpTo[Ranks].Total,
            _ => branch.PerMultiprocessor.Total,
        };
    }

    /// <summary>The constants with the number changed.</summary>
    /// <param name="constants">The constants.</param>
    /// <param name="value">The new number, in the base unit.</param>
    public CollectiveConstants Set(CollectiveConstants constants, double value)
    {
        if (Branch == Floor)
        {
            return constants with { Floor = Seconds.Of(value) };
        }

        var branch = constants.Branches[Branch];
        var time = Seconds.Of(value);
        var changed = Member switch
        {
            "base" => branch with { Base = time },
            "step" => branch with { Step = time },
            "doubling" => branch with { Doubling = time },
            "token" => branch with { Token = time },
            "expert" => branch with { Expert = time },
            // No kernel moves more than the wire carries.
            "efficiency" => branch with { Efficiency = Math.Min(value, 1) },
            "spread" => branch with { Spread = Math.Min(value, 0.5) },
            "copy" => branch with { Copy = Math.Min(value, 2) },
            UpTo => branch with { UpTo = branch.UpTo.SetItem(Ranks, Bytes.Of(value)) },
            _ => branch with { PerMultiprocessor = BytesPerSecond.Of(value) },
        };
        return constants with { Branches = constants.Branches.SetItem(Branch, changed) };
    }

    /// <summary>The number as the file writes it, five significant digits.</summary>
    /// <param name="value">The number, in the base unit.</param>
    public object Text(double value) => Member switch
    {
        "efficiency" or "copy" or "spread" => Rounded(value),
        UpTo => FormattableString.Invariant($"{Rounded(value)} B"),
        "per_multiprocessor" => FormattableString.Invariant($"{Rounded(BytesPerSecond.Of(value).TotalGiga)} GB/s"),
        _ => FormattableString.Invariant($"{Rounded(Seconds.Of(value).TotalMicroseconds)} us"),
    };

    private static double Rounded(double value) => value == 0 ? 0 : Math.Round(value, Math.Clamp(4 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, 9));
}
