using System.CommandLine;
using System.Globalization;
using InferenceModel.Catalog;
using InferenceModel.Models;
using InferenceModel.Profiling.Measuring;
using InferenceModel.Profiling.Running;

namespace InferenceModel.Cli.Commands;

/// <summary><c>infermodel profile</c>: times a model's layers on this machine and makes a device of it; <c>--verify</c> checks it against a whole model.</summary>
internal static class ProfileCommand
{
    private const double ProfileBudget = 120;
    private const double VerificationBudget = 200;
    private const int FileRepetitions = 5;
    private const int MostSeconds = 24 * 3600;

    /// <summary>Describes the verb.</summary>
    /// <param name="console">Where it writes.</param>
    public static Command Create(CommandConsole console)
    {
        var options = new ProfileOptions();
        var command = new Command("profile", "Time the layers of a model on this machine with ONNX Runtime, make a device of it, and check it.");
        options.AddTo(command);
        command.SetAction(parsed => (int)Execute(console, parsed, options));
        return command;
    }

    private static ExitCode Execute(CommandConsole console, ParseResult parsed, ProfileOptions options)
    {
        var findings = new FindingList();
        var runtime = new RuntimeOptions(parsed.GetValue(options.Threads), parsed.GetValue(options.Provider)!);
        var seconds = parsed.GetValue(options.Budget) ?? (parsed.GetValue(options.Verify) ? VerificationBudget : ProfileBudget);
        RuntimeProviders.Check(runtime.Provider, findings);
        Range(findings, "--threads", runtime.Threads, 1, Environment.ProcessorCount);
        Range(findings, "--budget", seconds, 1, MostSeconds);
        MachineFiles.Check(parsed.GetValue(options.Out), parsed.GetValue(options.Name)!, findings);
        var onnx = parsed.GetValue(options.Onnx);
        var model = onnx is null ? Model(parsed, options, findings) : null;
        if (onnx is not null && (parsed.GetValue(options.Verify) || parsed.GetValue(options.Model) is not null || parsed.GetValue(options.Out) is not null))
        {
            findings.Add(new Finding("command line", 0, 0, "--onnx", Finding.Shorten(onnx), "neither --model, --verify nor --out beside it: a file gives layers and no device"));
        }

        if (findings.Count > 0)
        {
            throw new BadInputException(findings);
        }

        if (onnx is not null)
        {
            return Layers(console, parsed, onnx, runtime, parsed.GetValue(options.Json));
        }

        var settings = new ProfileSettings(runtime, TimeSpan.FromSeconds(seconds));
        return parsed.GetValue(options.Verify) ? ProfileVerification.Execute(console, parsed, options, model!, settings) : Profile(console, parsed, options, model!, settings);
    }

    private static ExitCode Profile(CommandConsole console, ParseResult parsed, ProfileOptions options, LanguageModel model, ProfileSettings settings)
    {
        var host = ProfiledHost.Here();
        var id = parsed.GetValue(options.Name)!;
        LayerProfile? profile = null;
        ProgressBar.Run(console, parsed, $"profiling {model.Id}", settings.Rounds * settings.Grid.Length, done =>
            profile = ModelVerification.Profile(model, id, host, settings, Source(model, host, settings.Runtime.Threads), done));
        ProfileOutput.WriteFiles(parsed.GetValue(options.Out), host, profile!, ProfiledEngine.Alone(profile!, Source(model, host, settings.Runtime.Threads)));
        if (parsed.GetValue(options.Json))
        {
            console.Output.Write(ProfileOutput.Device(host, profile!));
        }
        else
        {
            ProfileOutput.WriteSummary(console, parsed, profile!);
        }

        return ExitCode.Ok;
    }

    private static ExitCode Layers(CommandConsole console, ParseResult parsed, string path, RuntimeOptions runtime, bool json)
    {
        IReadOnlyList<TimedLayer> layers = [];
        ProgressBar.Run(console, parsed, $"profiling {Path.GetFileName(path)}", 2 * (FileRepetitions + 1), done => layers = OnnxProfile.Measure(path, runtime, FileRepetitions, done));
        if (json)
        {
            console.Output.WriteLine(OnnxProfile.ToJson(layers));
            return ExitCode.Ok;
        }

        static string Number(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
        console.WriteTable(
            parsed,
            ["layer", "kernels", "prompt FLOP", "prompt bytes", "prompt ms", "decode FLOP", "decode bytes", "decode ms"],
            layers.Select(layer => (IReadOnlyList<string>)
            [
                layer.Layer.Name, layer.Layer.Kind, Number(layer.Layer.Prefill.Operations), Number(layer.Layer.Prefill.Bytes), Number(layer.Prefill.TotalMilliseconds),
                Number(layer.Layer.Decode.Operations), Number(layer.Layer.Decode.Bytes), Number(layer.Decode.TotalMilliseconds),
            ]),
            0, 1);
        return ExitCode.Ok;
    }

    /// <summary>What the measurements are called in every file.</summary>
    /// <param name="model">The model.</param>
    /// <param name="host">The machine.</param>
    /// <param name="threads">Threads.</param>
    internal static string Source(LanguageModel model, ProfiledHost host, int threads) => string.Create(
        CultureInfo.InvariantCulture, $"Measured by infermodel profile on {host.Processor}, {threads} threads, ONNX Runtime {RuntimeProviders.RuntimeVersion}, layers of {model.Id}");

    private static LanguageModel? Model(ParseResult parsed, ProfileOptions options, FindingList findings)
    {
        var catalog = CommonOptions.Catalog(parsed);
        var name = parsed.GetValue(options.Model) ?? Path.Combine(catalog.Folder, "verification", "llama-128m");
        if (catalog.Model(name, findings) is not { } model)
        {
            return null;
        }

        var full = CutModel.InFullPrecision(model);
        if (CutModel.Refusal(full) is { } reason)
        {
            findings.Add(new Finding("command line", 0, 0, "--model", Finding.Shorten(name), $"a model whose layers have a graph: {reason}"));
        }

        return full;
    }

    private static void Range(FindingList findings, string option, double value, double least, double most)
    {
        if (!(value >= least && value <= most))
        {
            findings.Add(new Finding("command line", 0, 0, option, value.ToString(CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}")));
        }
    }
}
