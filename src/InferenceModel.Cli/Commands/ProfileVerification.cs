using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using InferenceModel.Calibration;
using InferenceModel.Models;
using InferenceModel.Profiling.Measuring;
using InferenceModel.Profiling.Running;
using InferenceModel.Units;

namespace InferenceModel.Cli.Commands;

/// <summary><c>infermodel profile --verify</c>: the profile against a whole model, and against two processes that share it.</summary>
internal static class ProfileVerification
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    /// <summary>Runs the verification, or the part of the second rank.</summary>
    /// <param name="console">Where it writes.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="options">Its options.</param>
    /// <param name="model">The model, in 32 bits.</param>
    /// <param name="settings">How thorough it is.</param>
    public static ExitCode Execute(CommandConsole console, ParseResult parsed, ProfileOptions options, LanguageModel model, ProfileSettings settings)
    {
        var host = ProfiledHost.Here();
        var source = ProfileCommand.Source(model, host, settings.Runtime.Threads);
        if (parsed.GetValue(options.RankFile) is { } file)
        {
            return Second(console, model, file, host, settings, source);
        }

        VerificationReport? report = null;
        var points = (settings.Rounds * settings.Grid.Length * 2) + settings.Verified.Length + settings.Sharded.Length;
        var (sharded, refusal) = ((ShardedReport?)null, Environment.ProcessorCount < 2 ? "the machine has one core" : ShardedVerification.Refusal(model));
        var isLost = false;
        ProgressBar.Run(console, parsed, $"verifying with {model.Id}", points, done =>
        {
            var (profile, verified) = ModelVerification.Verify(model, parsed.GetValue(options.Name)!, host, settings, source, done);
            if (refusal is null)
            {
                (sharded, refusal) = TwoRanks(parsed, options, model, host, settings, source, done);
                isLost = sharded is null;
            }

            report = new VerificationReport(model.Id, profile, verified, sharded, refusal);
        });
        var folder = parsed.GetValue(options.Out);
        ProfileOutput.WriteFiles(folder, host, report!.Profile, ProfiledEngine.Alone(report.Profile, source));
        if (sharded is not null)
        {
            ProfileOutput.WriteFiles(folder, host, sharded.Profile, sharded.Machine);
        }

        Write(console, parsed, report, parsed.GetValue(options.Json));
        if (!isLost)
        {
            return ExitCode.Ok;
        }

        console.Errors.WriteLine($"infermodel: two ranks were not measured: {refusal}");
        return ExitCode.SomeRowsFailed;
    }

    /// <summary>The part of the second rank; what goes wrong is for the first to tell.</summary>
    private static ExitCode Second(CommandConsole console, LanguageModel model, string file, ProfiledHost host, ProfileSettings settings, string source)
    {
        try
        {
            Share(model, file, 1, host, settings, (source, ShardedId(string.Empty)), () => { }, () => null);
            return ExitCode.Ok;
        }
        catch (RankLostException exception)
        {
            console.Errors.WriteLine($"infermodel: second rank: {exception.Message}");
            return ExitCode.SomeRowsFailed;
        }
    }

    private static string ShardedId(string name) => $"{name}_ranks";

    private static (ShardedReport? Report, string? Reason) TwoRanks(
        ParseResult parsed, ProfileOptions options, LanguageModel model, ProfiledHost host, ProfileSettings settings, string source, Action done)
    {
        var file = Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"infermodel-{Path.GetRandomFileName()}");
        using var tidy = new TidyPath(file);
        using var second = Start(parsed, options, file);
        try
        {
            string? Gone() => second.HasExited ? string.Create(CultureInfo.InvariantCulture, $"the second process ended with exit code {second.ExitCode}") : null;
            return (Share(model, file, 0, host, settings, (source, ShardedId(parsed.GetValue(options.Name)!)), done, Gone), null);
        }
        catch (RankLostException exception)
        {
            return (null, exception.Message);
        }
        finally
        {
            if (!second.WaitForExit(Farewell))
            {
                second.Kill();
            }
        }
    }

    private static ShardedReport Share(
        LanguageModel model, string file, int rank, ProfiledHost host, ProfileSettings settings, (string Source, string Id) names, Action done, Func<string?> gone)
    {
        if (OperatingSystem.IsLinux() || OperatingSystem.IsWindows())
        {
            using var self = Process.GetCurrentProcess();
            self.ProcessorAffinity = 1 << rank;
        }

        using var ranks = new RankGroup(file, rank, ShardedVerification.LargestMessage(model), Patience, gone);
        var few = settings with { Rounds = Math.Min(settings.Rounds, 2), Repetitions = Math.Min(settings.Repetitions, 4) };
        return ShardedVerification.Run(model, ranks, host, few, names.Id, names.Source, done);
    }

    private static Process Start(ParseResult parsed, ProfileOptions options, string file)
    {
        var program = Environment.ProcessPath ?? throw new InvalidOperationException("The program does not know where it lies.");
        var start = new ProcessStartInfo(program);
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
        {
            start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "infermodel.dll"));
        }

        foreach (var argument in (string[])["profile", "--verify", "--rank-file", file, "--threads", parsed.GetValue(options.Threads).ToString(CultureInfo.InvariantCulture), "--quiet"])
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in ((string, string?)[])[("--model", parsed.GetValue(options.Model)), ("--models-path", parsed.GetValue(CommonOptions.ModelsPath))])
        {
            if (value is not null)
            {
                start.ArgumentList.Add(name);
                start.ArgumentList.Add(value);
            }
        }

        return Process.Start(start) ?? throw new InvalidOperationException("The second process did not start.");
    }

    private static void Write(CommandConsole console, ParseResult parsed, VerificationReport report, bool json)
    {
        if (json)
        {
            console.Output.WriteLine(report.ToJson());
            return;
        }

        ProfileOutput.WriteSummary(console, parsed, report.Profile);
        static string Number(double value) => value.ToString("F2", CultureInfo.InvariantCulture);
        IReadOnlyList<string> Row(string what, VerifiedPoint point) =>
        [
            what, Number(point.Point.Batch), Number(point.Point.Tokens), Number(Seconds.Of(point.Times.FirstToken).TotalMilliseconds), Number(point.FirstToken.TotalMilliseconds), Number(point.FirstTokenError),
            Number(Seconds.Of(point.Times.PerToken).TotalMilliseconds), Number(point.PerToken.TotalMilliseconds), Number(point.PerTokenError),
        ];
        console.WriteTable(
            parsed,
            ["run", "batch", "prompt", "TTFT ms", "predicted", "error %", "TPOT ms", "predicted", "error %"],
            report.Points.Select(point => Row("whole", point)).Concat(report.Sharded?.Points.Select(point => Row("two ranks", point)) ?? []),
            0);
        void Errors(string what, ErrorStatistics errors) =>
            console.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {errors.Count} points, median {errors.MedianAbsolute:F1} %, p90 {errors.P90Absolute:F1} %, bias {errors.Bias:F1} %"));
        Errors("time to first token", report.FirstToken);
        Errors("time per output token", report.PerToken);
        if (report.Sharded is { } sharded)
        {
            Errors("time to first token, two ranks", sharded.FirstToken);
            Errors("time per output token, two ranks", sharded.PerToken);
        }
        else
        {
            console.Output.WriteLine($"two ranks did not run: {report.NotSharded}");
        }
    }
}
