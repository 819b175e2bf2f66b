using System.Text;

namespace InferenceModel.Catalog.Json;

/// <summary>Turns a name of the code into the spelling of the files.</summary>
internal static class SnakeCase
{
    /// <summary>Writes <c>SameSwitch</c> as <c>same_switch</c>.</summary>
    /// <param name="name">A name in Pascal case.</param>
    public static string Of(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        foreach (var c in name)
        {
            if (char.IsUpper(c) && text.Length > 0)
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }
}
