using System.CommandLine;
using System.Globalization;
using InferenceModel.Profiling.Measuring;
using InferenceModel.Profiling.Running;

namespace InferenceModel.Cli.Commands;

/// <summary>Writes a finished profile: tables, device file, and what was fitted.</summary>
internal static class ProfileOutput
{
    /// <summary>The device file's text.</summary>
    /// <param name="host">The machine.</param>
    /// <param name="profile">The profile.</param>
    public static string Device(ProfiledHost host, LayerProfile profile) =>
        DeviceFile.Text(profile.Device, host.Processor, Date());

    /// <summary>Writes the machine's files and the tables.</summary>
    /// <param name="folder">The folder, or null for no files.</param>
    /// <param name="host">The machine.</param>
    /// <param name="profile">The profile.</param>
    /// <param name="machine">What was made of it.</param>
    public static void WriteFiles(string? folder, ProfiledHost host, LayerProfile profile, ProfiledMachine machine)
    {
        if (folder is null)
        {
            return;
        }

        MachineFiles.Write(folder, machine, host.Processor, Date());
        KernelTableFiles.Write(Path.Combine(folder, "kernels"), profile.Device.Id, RuntimeProviders.RuntimeVersion, profile.Rows);
    }

    /// <summary>Prints what was fitted.</summary>
    /// <param name="console">Where it writes.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="profile">The profile.</param>
    public static void WriteSummary(CommandConsole console, ParseResult parsed, LayerProfile profile)
    {
        console.Output.WriteLine($"{profile.Device.Name}: memory {profile.Device.MemoryBandwidth.Value}, products {profile.Device.DenseRates.Values.First().Value}, a session's call {profile.Call}");
        console.WriteTable(
            parsed,
            ["kernel", "rows", "median %", "mean %", "constants"],
            profile.Device.Measured!.Kernels.Select(kernel => (IReadOnlyList<string>)
                [kernel.Family, Number(kernel.Rows), Number(kernel.MedianPercent), Number(kernel.MeanPercent), string.Join(", ", kernel.Constants.Select(constant => $"{constant.Key} {Number(constant.Value)}"))]),
            0, 4);
    }

    private static string Date() => TimeProvider.System.GetUtcNow().ToString("yyyy-MM", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
}
