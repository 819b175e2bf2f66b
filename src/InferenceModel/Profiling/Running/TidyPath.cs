using System.Runtime.InteropServices;

namespace InferenceModel.Profiling.Running;

/// <summary>A file or folder that is gone when the work is over, or when the process is interrupted or asked to end.</summary>
public sealed class TidyPath : IDisposable
{
    private readonly List<PosixSignalRegistration> signals;

    /// <summary>Takes charge of a path.</summary>
    /// <param name="path">A file or folder, there or not.</param>
    public TidyPath(string path)
    {
        Value = path;
        signals = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, _ => Delete()))];
    }

    /// <summary>The path.</summary>
    public string Value { get; }

    /// <summary>A new folder for temporary files.</summary>
    public static TidyPath Folder() => new(Directory.CreateTempSubdirectory("infermodel-profile-").FullName);

    /// <inheritdoc />
    public void Dispose()
    {
        signals.ForEach(signal => signal.Dispose());
        Delete();
    }

    private void Delete()
    {
        try
        {
            if (Directory.Exists(Value))
            {
                Directory.Delete(Value, recursive: true);
            }
            else
            {
                File.Delete(Value);
            }
        }
        catch (IOException)
        {
            // Whoever still writes there keeps it; a temporary file is no reason to lose a result.
        }
    }
}
