using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace InferenceModel.Costs.Kernels;

/// <summary>
/// ONNX Runtime as this product uses it: it reports nothing to its maker. Since release 1.29 its official builds for Linux and macOS send
/// events over the network and keep a database of them unless a variable of the environment says otherwise before they start
/// (microsoft/onnxruntime pull request 27379). Touch it before the first session.
/// </summary>
public static class OnnxEnvironment
{
    private const string OptOut = "ORT_DISABLE_TELEMETRY";

    private static readonly Lazy<bool> Silent = new(Silence);

    /// <summary>Makes sure that sessions opened from now on report nothing.</summary>
    /// <returns>Whether the variable reached the native environment.</returns>
    public static bool EnsureSilent() => Silent.Value;

    private static bool Silence()
    {
        // The runtime of .NET keeps variables of its own; native code sees only what the C library holds.
        var isSet = OperatingSystem.IsWindows() || SetVariable(OptOut, "1", 1) == 0;
        OrtEnv.Instance().DisableTelemetryEvents();
        return isSet;
    }

#pragma warning disable SYSLIB1054, CA2101 // A generated stub needs unsafe code; both strings are plain ASCII.
    [DllImport("libc", EntryPoint = "setenv", CharSet = CharSet.Ansi)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetVariable(string name, string value, int overwrite);
#pragma warning restore SYSLIB1054, CA2101
}
