using InferenceModel.Catalog;
using InferenceModel.Engines;

namespace InferenceModel.Calibration.Serving;

/// <summary>Finds the engine a run was made with: where behaviour changed from version to version, versions are engines of their own.</summary>
internal static class RunEngines
{
    /// <summary>An engine in the version that ran; null where the catalogue does not have the engine.</summary>
    /// <param name="engines">The engines.</param>
    /// <param name="name">The engine.</param>
    /// <param name="version">Its version as recorded, perhaps nothing.</param>
    /// <param name="isEarlier">Whether a run without a version is from before the present versions, so that the oldest stands for it.</param>
    /// <param name="architecture">Generation of its accelerator: some versions are of some generations only; null where it does not matter.</param>
    public static ServingEngine? Find(Shelf<ServingEngine> engines, string name, string version, bool isEarlier, string? architecture)
    {
        if (!Version.TryParse(Leading(version), out var ran) && (!isEarlier || !Version.TryParse("0.0", out ran)))
        {
            return engines.Find(name);
        }

        return engines.Entries.Values
            .Where(engine => engine.VersionOf == name && ran >= (engine.FromVersion ?? ran) && ran < engine.BelowVersion)
            .Where(engine => engine.Architectures.IsEmpty || engine.Architectures.Contains(architecture ?? string.Empty))
            .OrderBy(engine => engine.Architectures.IsEmpty).ThenBy(engine => engine.BelowVersion).FirstOrDefault() ?? engines.Find(name);
    }

    /// <summary>The numbers a version begins with: 0.5.1 of 0.5.1.post1, 0.12.0 of v0.12.0.</summary>
    private static string Leading(string version)
    {
        var from = version.StartsWith('v') ? version[1..] : version;
        var end = 0;
        while (end < from.Length && (char.IsAsciiDigit(from[end]) || from[end] == '.'))
        {
            end++;
        }

        return from[..end].Trim('.');
    }
}
