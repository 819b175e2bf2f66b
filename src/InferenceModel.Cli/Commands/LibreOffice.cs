using System.Diagnostics;

namespace InferenceModel.Cli.Commands;

/// <summary>LibreOffice without a window: computes workbooks anew, with a profile of its own that is thrown away.</summary>
internal static class LibreOffice
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Makes LibreOffice compute every formula of a workbook when it is opened, whatever value stands beside it.</summary>
    private const string Recalculates =
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
        <item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
        </oor:items>
        """;

    private static readonly string[] Names = ["soffice", "soffice.exe", "libreoffice"];

    /// <summary>Where the program is; null where the machine has none.</summary>
    public static string? Program => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)
        .SelectMany(folder => Names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);

    /// <summary>Computes a workbook anew and converts it.</summary>
    /// <param name="program">The program.</param>
    /// <param name="workbook">The workbook.</param>
    /// <param name="format">Format of the result, by its ending: xlsx or pdf.</param>
    /// <param name="folder">An empty folder for the result.</param>
    /// <returns>The result.</returns>
    /// <exception cref="IOException">The program made none.</exception>
    public static string Convert(string program, string workbook, string format, string folder)
    {
        var profile = Directory.CreateDirectory(Path.Combine(folder, "profile", "user")).Parent!;
        File.WriteAllText(Path.Combine(profile.FullName, "user", "registrymodifications.xcu"), Recalculates);
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { "-env:UserInstallation=" + new Uri(profile.FullName).AbsoluteUri, "--headless", "--norestore", "--convert-to", format, "--outdir", folder, Path.GetFullPath(workbook) })
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var said = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new IOException($"{program} did not finish in {Patience.TotalSeconds} s");
        }

        var result = Path.Combine(folder, Path.GetFileNameWithoutExtension(workbook) + "." + format);
        return File.Exists(result) ? result : throw new IOException($"{program} made no {format} of {workbook}: {said.Result.Trim()}");
    }
}
