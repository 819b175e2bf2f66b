using System.CommandLine;
using InferenceModel.Profiling.Running;

namespace InferenceModel.Cli.Commands;

/// <summary>Options of <c>profile</c>.</summary>
internal sealed class ProfileOptions
{
    /// <summary>The model.</summary>
    public Option<string?> Model { get; } = new("--model", "-m") { Description = "Model name, or config.json; a model of 128 million parameters where absent." };

    /// <summary>A user's own file.</summary>
    public Option<string?> Onnx { get; } = new("--onnx") { Description = "An exported transformer (.onnx) in place of a model: its layers are found, counted and timed." };

    /// <summary>The execution provider.</summary>
    public Option<string> Provider { get; } = new("--ep") { Description = "Execution provider of ONNX Runtime.", DefaultValueFactory = _ => RuntimeProviders.Processor };

    /// <summary>Threads.</summary>
    public Option<int> Threads { get; } = new("--threads") { Description = "Threads one operator may use.", DefaultValueFactory = _ => Environment.ProcessorCount };

    /// <summary>Seconds.</summary>
    public Option<double?> Budget { get; } = new("--budget") { Description = "Seconds it may take; one round over the grid is always made." };

    /// <summary>The folder to write to.</summary>
    public Option<string?> Out { get; } = new("--out") { Description = "Folder that receives devices/NAME.json and kernels/NAME/*.csv." };

    /// <summary>The device's name.</summary>
    public Option<string> Name { get; } = new("--name") { Description = "Name of the device.", DefaultValueFactory = _ => "this_machine" };

    /// <summary>Whether to verify.</summary>
    public Option<bool> Verify { get; } = new("--verify") { Description = "Also run the whole model, alone and over two processes, and compare it with what the profile predicts." };

    /// <summary>JSON.</summary>
    public Option<bool> Json { get; } = CommonOptions.Json();

    /// <summary>The memory a second rank shares with the process that started it.</summary>
    public Option<string?> RankFile { get; } = new("--rank-file") { Hidden = true };

    /// <summary>Puts them on a command.</summary>
    /// <param name="command">The command.</param>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { Model, Onnx, Provider, Threads, Budget, Out, Name, Verify, Json, RankFile })
        {
            command.Options.Add(option);
        }
    }
}
