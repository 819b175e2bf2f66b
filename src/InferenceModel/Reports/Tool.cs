using System.Reflection;

namespace InferenceModel.Reports;

/// <summary>What made a result.</summary>
public static class Tool
{
    /// <summary>The version, without the build's own suffix, so that the same input gives the same bytes.</summary>
    public static string Version { get; } =
        (typeof(Tool).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0").Split('+')[0];
}
