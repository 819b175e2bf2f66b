using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceModel.Catalog;
using InferenceModel.Catalog.Json;
using InferenceModel.Engines;
using InferenceModel.Interconnect;
using InferenceModel.Units;

namespace InferenceModel.Profiling.Measuring;

/// <summary>
/// Writes a profiled machine as files of a data folder: the device, its memory as a link, what exchanges through it cost, ONNX Runtime as an
/// engine, and the system that joins them, so that the other verbs can be asked about it by name.
/// </summary>
public static class MachineFiles
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Says what stands in the way of a machine's name.</summary>
    /// <param name="folder">The folder that will receive the files; null for none.</param>
    /// <param name="name">The name.</param>
    /// <param name="findings">Takes the fault.</param>
    public static void Check(string? folder, string name, FindingList findings)
    {
        if (name.Length is 0 or > 64 || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-'))
        {
            findings.Add(new Finding("command line", 0, 0, "--name", Finding.Shorten(name), "1 to 64 letters, digits, _ and -"));
            return;
        }

        if (folder is not null && File.Exists(At(folder, "devices", name)) && !File.ReadAllText(At(folder, "devices", name)).Contains("\"measured\"", StringComparison.Ordinal))
        {
            findings.Add(new Finding("command line", 0, 0, "--name", name, "a name that no other device has: the folder has a device of that name that is no profile"));
        }
    }

    /// <summary>Writes the files.</summary>
    /// <param name="folder">A data folder; its folders are made where they are missing.</param>
    /// <param name="machine">The machine.</param>
    /// <param name="vendor">Who made the processor, as far as it tells.</param>
    /// <param name="date">When it was measured, year and month.</param>
    /// <returns>The files.</returns>
    public static IReadOnlyList<string> Write(string folder, ProfiledMachine machine, string vendor, string date)
    {
        var system = machine.System;
        var files = new List<(string Shelf, string Id, string Text)>
        {
            ("devices", system.Accelerator.Id, DeviceFile.Text(system.Accelerator, vendor, date)),
            ("links", system.HostLink.Id, Text(LinkFile(system.HostLink), system, date)),
            ("engines", machine.Engine.Id, Text(EngineFile(machine.Engine), system, date)),
            ("systems", system.Id, Text(SystemFile(system), system, date)),
        };
        files.AddRange(machine.Engine.Collectives.Rules.Select(rule => ("collectives", rule.Implementation.Id, Text(CollectivesFile(rule.Implementation), system, date))));
        foreach (var (shelf, id, text) in files)
        {
            Directory.CreateDirectory(Path.Combine(folder, shelf));
            File.WriteAllText(At(folder, shelf, id), text);
        }

        return [.. files.Select(file => At(folder, file.Shelf, file.Id))];
    }

    private static string At(string folder, string shelf, string id) => Path.Combine(folder, shelf, $"{id}.json");

    private static string Text(JsonObject root, ServingSystem system, string date)
    {
        root["sources"] = new JsonObject { ["profile"] = new JsonObject { ["title"] = system.Accelerator.Measured!.Source, ["date"] = date } };
        return root.ToJsonString(Options) + "\n";
    }

    private static JsonObject LinkFile(Link link) => new()
    {
        ["id"] = link.Id,
        ["name"] = link.Name,
        ["kind"] = SnakeCase.Of(link.Kind.ToString()),
        ["generation"] = link.Generation,
        ["status"] = "shipping",
        ["bandwidth"] = Quantity(link.Bandwidth.Value),
        ["bandwidth_efficiency"] = new JsonObject { ["value"] = link.Efficiency.Value, ["source"] = "profile" },
        ["step_latency"] = Quantity(link.StepLatency.Value),
    };

    private static JsonObject EngineFile(ServingEngine engine) => new()
    {
        ["id"] = engine.Id,
        ["name"] = engine.Name,
        ["kernels_of"] = engine.KernelsOf,
        ["maximum_batched_tokens"] = engine.MaximumBatchedTokens,
        ["maximum_sequences"] = engine.MaximumSequences,
        ["chunks_prompts"] = engine.ChunksPrompts,
        ["kv_block_tokens"] = engine.KvBlockTokens,
        ["memory_share"] = new JsonObject { ["value"] = engine.MemoryShare.Value, ["source"] = "profile" },
        ["reserved_memory"] = Quantity(engine.ReservedMemory.Value),
        ["communication_buffers"] = Quantity(engine.CommunicationBuffers.Value),
        ["host_per_step"] = Quantity(engine.HostPerStep.Value),
        ["host_per_sequence"] = Quantity(engine.HostPerSequence.Value),
        ["hides_host"] = engine.HidesHost,
        ["request_overhead"] = Quantity(engine.RequestOverhead.Value),
        ["collectives"] = new JsonObject
        {
            ["source"] = "profile",
            ["multiprocessors"] = engine.Collectives.Multiprocessors,
            ["rules"] = new JsonArray([.. engine.Collectives.Rules.Select(rule => new JsonObject { ["implementation"] = rule.Implementation.Id })]),
        },
    };

    private static JsonObject SystemFile(ServingSystem system) => new()
    {
        ["id"] = system.Id,
        ["name"] = system.Name,
        ["status"] = "shipping",
        ["accelerator"] = system.Accelerator.Id,
        ["accelerators_per_node"] = system.AcceleratorsPerNode,
        ["host_link"] = system.HostLink.Id,
        ["tiers"] = new JsonArray([.. system.Fabric.Tiers.Select(tier => new JsonObject
        {
            ["name"] = tier.Name,
            ["link"] = tier.Link.Id,
            ["accelerators"] = tier.Accelerators,
            ["topology"] = SnakeCase.Of(tier.Topology.ToString()),
            ["in_switch_reduction"] = tier.ReducesInSwitch,
            ["oversubscription"] = tier.Oversubscription,
        })]),
    };

    private static JsonObject CollectivesFile(CollectiveImplementation implementation) => new()
    {
        ["id"] = implementation.Id,
        ["name"] = implementation.Name,
        ["constants"] = new JsonArray([.. implementation.Constants.Select(constants => new JsonObject
        {
            ["collectives"] = new JsonArray([.. constants.Kinds.Select(kind => JsonValue.Create(SnakeCase.Of(kind.ToString())))]),
            ["link"] = SnakeCase.Of(constants.LinkKind.ToString()),
            ["generation"] = constants.Generation,
            ["reference_latency"] = constants.ReferenceLatency.ToString(),
            ["reference_share"] = constants.ReferenceShare,
            ["note"] = "bytes as the model counts them: 16 bits a number, of which 32 travel; an all-reduce contains the call of the next session",
            ["branches"] = new JsonArray([.. constants.Branches.Select(branch => new JsonObject
            {
                ["algorithm"] = branch.Algorithm.Id,
                ["name"] = branch.Name,
                ["base"] = branch.Base.ToString(),
                ["efficiency"] = Math.Round(branch.Efficiency, 4),
            })]),
            ["source"] = "profile",
        })]),
    };

    private static JsonObject Quantity<T>(T value)
        where T : struct, IQuantity<T> => new() { ["value"] = value.ToString(), ["source"] = "profile" };
}
