using InferenceModel.Catalog;
using IoPath = System.IO.Path;

namespace InferenceModel.Calibration.Kernels;

/// <summary>What the place and name of a table say: <c>SYSTEM/OPERATOR__ENGINE__VERSION.parquet</c> (or <c>.csv</c>).</summary>
/// <param name="Path">The file.</param>
/// <param name="System">Accelerator, the name of the folder.</param>
/// <param name="Operator">What was measured: <c>gemm</c>, <c>moe</c>, ...</param>
/// <param name="Engine">Engine whose kernels ran.</param>
/// <param name="Version">Version of the engine.</param>
public sealed record KernelTableName(string Path, string System, string Operator, string Engine, string Version)
{
    private const string Expected = "a table SYSTEM/OPERATOR__ENGINE__VERSION.parquet or .csv";

    /// <summary>Where the table is, short, for messages and provenance.</summary>
    public string Short => $"{System}/{Operator}__{Engine}__{Version}";

    /// <summary>All tables of a file or tree, in the order of their paths.</summary>
    /// <param name="path">A file, or a folder with a folder for each system.</param>
    /// <exception cref="BadInputException">There is none.</exception>
    public static IReadOnlyList<KernelTableName> Find(string path)
    {
        if (File.Exists(path))
        {
            return Parse(path) is { } one ? [one] : throw new BadInputException(new Finding(path, 0, 0, "file name", IoPath.GetFileName(path), Expected));
        }

        if (!Directory.Exists(path))
        {
            throw new BadInputException(new Finding(path, 0, 0, "data", string.Empty, "there is no such file or folder"));
        }

        List<KernelTableName> tables = [.. Directory.GetFiles(path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(Parse).OfType<KernelTableName>()];
        return tables.Count > 0 ? tables : throw new BadInputException(new Finding(path, 0, 0, "folder", string.Empty, Expected));
    }

    /// <summary>The table a path names, or null where it does not name one.</summary>
    /// <param name="path">The path.</param>
    public static KernelTableName? Parse(string path)
    {
        var extension = IoPath.GetExtension(path);
        var parts = IoPath.GetFileNameWithoutExtension(path).Split("__");
        var system = IoPath.GetFileName(IoPath.GetDirectoryName(IoPath.GetFullPath(path))) ?? string.Empty;
        return extension is ".parquet" or ".csv" && parts.Length == 3 ? new KernelTableName(path, system, parts[0], parts[1], parts[2]) : null;
    }
}
