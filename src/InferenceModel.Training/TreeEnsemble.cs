using System.Collections.Immutable;
using System.Globalization;

namespace InferenceModel.Training;

/// <summary>Trees whose values add up.</summary>
/// <param name="Columns">Numbers of a row.</param>
/// <param name="Trees">The trees.</param>
public sealed record TreeEnsemble(int Columns, ImmutableArray<Tree> Trees)
{
    /// <summary>The value of a row.</summary>
    /// <param name="row">Features.</param>
    public double Value(ReadOnlySpan<float> row)
    {
        var sum = 0.0;
        foreach (var tree in Trees)
        {
            sum += tree.Value(row);
        }

        return sum;
    }

    /// <summary>Reads the text form of a LightGBM model (version 4).</summary>
    /// <param name="text">The text.</param>
    /// <param name="columns">Numbers of a row.</param>
    internal static TreeEnsemble Parse(string text, int columns)
    {
        var trees = ImmutableArray.CreateBuilder<Tree>();
        var members = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n'))
        {
            if (line.StartsWith("Tree=", StringComparison.Ordinal) || line.StartsWith("end of trees", StringComparison.Ordinal))
            {
                if (members.ContainsKey("leaf_value"))
                {
                    trees.Add(Make(members));
                }

                members.Clear();
            }

            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                members[line[..equals]] = line[(equals + 1)..];
            }
        }

        return new TreeEnsemble(columns, trees.ToImmutable());
    }

    private static Tree Make(Dictionary<string, string> members) => new(
        Numbers(members, "split_feature", int.Parse),
        Numbers(members, "threshold", (word, culture) => Floor(double.Parse(word, culture))),
        Numbers(members, "left_child", int.Parse),
        Numbers(members, "right_child", int.Parse),
        Numbers(members, "leaf_value", (word, culture) => (float)double.Parse(word, culture)));

    /// <summary>The largest 32-bit number not above a threshold: features are 32 bits wide, so rows go the same way.</summary>
    private static float Floor(double threshold)
    {
        var near = (float)threshold;
        return near > threshold ? MathF.BitDecrement(near) : near;
    }

    private static ImmutableArray<T> Numbers<T>(Dictionary<string, string> members, string name, Func<string, CultureInfo, T> parse) =>
        members.TryGetValue(name, out var words)
            ? [.. words.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => parse(word, CultureInfo.InvariantCulture))]
            : [];
}
