using System.Globalization;
using System.Runtime.InteropServices;
using InferenceModel.Units;

namespace InferenceModel.Profiling.Measuring;

/// <summary>The machine a profile is made on, as far as it tells.</summary>
/// <param name="Processor">Name of the processor.</param>
/// <param name="Architecture">Instruction set, for example <c>x64</c>.</param>
/// <param name="Memory">Memory the process may use.</param>
/// <param name="LastCache">Size of the last cache; null where the machine does not say.</param>
public sealed record ProfiledHost(string Processor, string Architecture, Bytes Memory, Bytes? LastCache)
{
    private const string ProcessorFile = "/proc/cpuinfo";
    private const string CacheFile = "/sys/devices/system/cpu/cpu0/cache/index3/size";

    /// <summary>This machine.</summary>
    public static ProfiledHost Here() => new(
        Name(), RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant(), Bytes.Of(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes), Cache());

    private static string Name()
    {
        var line = File.Exists(ProcessorFile) ? File.ReadLines(ProcessorFile).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line is null ? RuntimeInformation.ProcessArchitecture.ToString() : line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }

    /// <summary>The kernel writes <c>32768K</c>.</summary>
    private static Bytes? Cache() =>
        File.Exists(CacheFile) && double.TryParse(File.ReadAllText(CacheFile).Trim().TrimEnd('K'), NumberStyles.None, CultureInfo.InvariantCulture, out var kibi) ? Bytes.OfKibi(kibi) : null;
}
