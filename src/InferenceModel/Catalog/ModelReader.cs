using InferenceModel.Catalog.HuggingFace;
using InferenceModel.Catalog.Json;
using InferenceModel.Models;

namespace InferenceModel.Catalog;

/// <summary>Reads language models: files of the catalogue, and configurations a user points to.</summary>
internal static class ModelReader
{
    private const string ConfigName = "config.json";
    private const string ConfigEnding = "_config.json";
    private const string QuantisationName = "hf_quant_config.json";

    /// <summary>Makes an entry of a catalogue file.</summary>
    /// <param name="root">The file.</param>
    /// <param name="findings">Takes the faults.</param>
    public static ShelfItem<ModelEntry>? Entry(JsonObjectReader root, FindingList findings)
    {
        var id = root.Text("id");
        var name = root.Text("name");
        var aliases = root.Texts("aliases");
        var published = root.Object("published");
        var sources = CatalogReading.Sources(root);
        var config = root.Object("config");
        var encoders = Count(root, "encoder_parameters");
        var model = HuggingFaceModelReader.Read(id, name, config, null, findings);
        if (published.Has("source"))
        {
            CatalogReading.Source(published, sources);
        }

        var entry = model is null ? null : new ModelEntry(
            model with { EncoderParameters = (long)(encoders?.Value ?? 0) }, [.. aliases], Count(published, "parameters"), Count(published, "active_parameters"), published.FindText("note"), sources);
        published.RefuseUnknown();
        return entry is null ? null : new ShelfItem<ModelEntry>(id, aliases, entry);
    }

    /// <summary>Whether a name a user gives is a path to a configuration and not a name of the catalogue.</summary>
    /// <param name="name">The name.</param>
    public static bool IsPath(string name) =>
        name.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || Directory.Exists(name);

    /// <summary>The configuration files a path means: itself, or those of a folder.</summary>
    /// <param name="path">A file or a folder.</param>
    public static IReadOnlyList<string> ConfigFiles(string path)
    {
        if (!Directory.Exists(path))
        {
            return [path];
        }

        var direct = Path.Combine(path, ConfigName);
        return File.Exists(direct)
            ? [direct]
            : [.. Directory.EnumerateFiles(path, "*.json", SearchOption.AllDirectories).Where(IsConfig).Order(StringComparer.Ordinal)];
    }

    /// <summary>Reads a user's <c>config.json</c>, and the <c>hf_quant_config.json</c> beside it where there is one.</summary>
    /// <param name="file">The file.</param>
    /// <param name="findings">Takes the faults; the model is null where there are any.</param>
    public static LanguageModel? Config(string file, FindingList findings)
    {
        if (JsonDocumentAt.Read(file, findings) is not { } root)
        {
            return null;
        }

        var beside = QuantisationFile(file);
        var quantisation = File.Exists(beside) ? JsonDocumentAt.Read(beside, findings) : null;
        return HuggingFaceModelReader.Read(IdOf(file), IdOf(file), root, quantisation, findings);
    }

    private static bool IsConfig(string file)
    {
        var name = Path.GetFileName(file);
        return name == ConfigName || (name.EndsWith(ConfigEnding, StringComparison.Ordinal) && !name.EndsWith(QuantisationName, StringComparison.Ordinal));
    }

    private static string QuantisationFile(string file) => file.EndsWith(ConfigEnding, StringComparison.Ordinal)
        ? string.Concat(file.AsSpan(0, file.Length - ConfigEnding.Length), "_", QuantisationName)
        : Path.Combine(Path.GetDirectoryName(file) ?? string.Empty, QuantisationName);

    private static string IdOf(string file)
    {
        var name = Path.GetFileName(file);
        return name == ConfigName
            ? Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(file))) ?? name
            : name.EndsWith(ConfigEnding, StringComparison.Ordinal) ? name[..^ConfigEnding.Length].Replace("--", "/", StringComparison.Ordinal)
            : Path.GetFileNameWithoutExtension(name);
    }

    private static PublishedCount? Count(JsonObjectReader published, string name)
    {
        if (published.FindText(name) is not { } text)
        {
            return null;
        }

        var count = PublishedCount.Parse(text);
        if (count is null)
        {
            published.Report(name, "a number and one of M, B, T, for example 8.03 B");
        }

        return count;
    }
}
