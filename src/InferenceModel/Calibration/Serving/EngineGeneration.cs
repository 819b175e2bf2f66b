using System.Globalization;

namespace InferenceModel.Calibration.Serving;

/// <summary>
/// Which engines are of the generation whose kernels were measured: TensorRT-LLM from 1.0 (PyTorch flow), vLLM from 0.11 (the first without its
/// old engine), SGLang from 0.5. Their predecessors schedule and launch otherwise.
/// </summary>
internal static class EngineGeneration
{
    private static readonly (string Engine, int Major, int Minor)[] First = [("trtllm", 1, 0), ("vllm", 0, 11), ("sglang", 0, 5)];

    /// <summary>Whether a version is earlier; one that is not stated counts as earlier.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="version">Its version.</param>
    public static bool IsEarlier(string engine, string version)
    {
        var (_, major, minor) = First.FirstOrDefault(first => first.Engine == engine);
        int[] numbers = [.. version.TrimStart('v').Split('.').Take(2).TakeWhile(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Select(part => int.Parse(part, CultureInfo.InvariantCulture))];
        return numbers.Length < 2 || (numbers[0], numbers[1]).CompareTo((major, minor)) < 0;
    }
}
