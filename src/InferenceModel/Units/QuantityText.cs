using System.Globalization;

namespace InferenceModel.Units;

/// <summary>Reads and writes quantities as text such as <c>3.35 TB/s</c>. A bare number is not a quantity.</summary>
internal static class QuantityText
{
    private const NumberStyles Number = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>Reads a finite number, an optional space and one of the units; false for anything else.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, Unit[] units, out double inBase)
    {
        inBase = 0;
        text = text.Trim();
        var best = -1;
        for (var i = 0; i < units.Length; i++)
        {
            if (text.EndsWith(units[i].Symbol, StringComparison.Ordinal)
                && (best < 0 || units[i].Symbol.Length > units[best].Symbol.Length))
            {
                best = i;
            }
        }

        if (best < 0
            || !double.TryParse(text[..^units[best].Symbol.Length].TrimEnd(), Number, CultureInfo.InvariantCulture, out var number)
            || !double.IsFinite(number))
        {
            return false;
        }

        inBase = number * units[best].Scale;
        return true;
    }

    /// <summary>What should have stood there, for a message.</summary>
    public static string Expected(ReadOnlySpan<char> text, Unit[] units) =>
        $"'{text}' is not a number with one of the units {string.Join(", ", units.Select(unit => unit.Symbol))}";

    /// <summary>Writes the value in the largest unit that keeps it at or above one, with four significant digits.</summary>
    public static string Format(double inBase, Unit[] units)
    {
        var size = Math.Abs(inBase);
        var chosen = units[0];
        foreach (var unit in units)
        {
            if (IsBetter(unit, chosen, size))
            {
                chosen = unit;
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{inBase / chosen.Scale:G4} {chosen.Symbol}");
    }

    private static bool IsBetter(Unit candidate, Unit chosen, double size)
    {
        if (size == 0)
        {
            return false;
        }

        var candidateFits = size >= candidate.Scale;
        var chosenFits = size >= chosen.Scale;
        return candidateFits
            ? !chosenFits || candidate.Scale > chosen.Scale
            : !chosenFits && candidate.Scale < chosen.Scale;
    }
}
