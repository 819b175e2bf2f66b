using InferenceModel.Catalog;
using Microsoft.ML.OnnxRuntime;

namespace InferenceModel.Profiling.Running;

/// <summary>The execution providers this build of ONNX Runtime has.</summary>
public static class RuntimeProviders
{
    /// <summary>The processor: there in every build.</summary>
    public const string Processor = "cpu";

    private const string Ending = "ExecutionProvider";

    /// <summary>Names as the command line writes them.</summary>
    public static IReadOnlyList<string> Available =>
        [.. OrtEnv.Instance().GetAvailableProviders().Select(name => name.Replace(Ending, string.Empty, StringComparison.Ordinal).ToLowerInvariant())];

    /// <summary>ONNX Runtime's version.</summary>
    public static string RuntimeVersion => OrtEnv.Instance().GetVersionString();

    /// <summary>Refuses a provider this build does not have.</summary>
    /// <param name="provider">The name.</param>
    /// <param name="findings">Takes the fault.</param>
    public static void Check(string provider, FindingList findings)
    {
        if (!Available.Contains(provider))
        {
            findings.Add(new Finding(
                "command line", 0, 0, "--ep", Finding.Shorten(provider), $"an execution provider of this build of ONNX Runtime: {string.Join(", ", Available)}"));
        }
    }

    /// <summary>Gives a session its provider; the processor needs none.</summary>
    /// <param name="settings">The session's settings.</param>
    /// <param name="provider">A name that is available.</param>
    internal static void Append(SessionOptions settings, string provider)
    {
        if (provider == "cuda")
        {
            settings.AppendExecutionProvider_CUDA();
        }
        else if (provider != Processor)
        {
            settings.AppendExecutionProvider(provider.ToUpperInvariant());
        }
    }
}
