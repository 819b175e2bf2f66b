using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceModel.Interconnect;

namespace InferenceModel.Calibration;

/// <summary>Writes fitted constants back into their file; everything else in it stays.</summary>
public static class CollectiveFile
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a file.</summary>
    /// <param name="from">The file the implementation was read from.</param>
    /// <param name="to">The file to write.</param>
    /// <param name="fitted">The implementation with fitted constants.</param>
    public static void Write(string from, string to, CollectiveImplementation fitted)
    {
        var root = JsonNode.Parse(File.ReadAllText(from))!;
        for (var i = 0; i < fitted.Constants.Length; i++)
        {
            var entry = root["constants"]![i]!;
            foreach (var parameter in BranchParameter.Of(fitted.Constants[i]))
            {
                var owner = parameter.Branch < 0 ? entry : entry["branches"]![parameter.Branch]!;
                var (holder, member) = parameter.Ranks > 0 ? (owner[parameter.Member]!, parameter.Ranks.ToString(CultureInfo.InvariantCulture)) : (owner, parameter.Member);
                holder[member] = parameter.Text(parameter.Get(fitted.Constants[i])) switch
                {
                    double number => JsonValue.Create(number),
                    var text => JsonValue.Create((string)text),
                };
            }
        }

        File.WriteAllText(to, root.ToJsonString(Options) + "\n");
    }
}
