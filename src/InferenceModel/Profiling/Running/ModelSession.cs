using Microsoft.ML.OnnxRuntime;
using InferenceModel.Costs.Kernels;
using InferenceModel.Profiling.Onnx;

namespace InferenceModel.Profiling.Running;

/// <summary>A model loaded into ONNX Runtime, with all it needs to run again and again.</summary>
public sealed class ModelSession : IDisposable
{
    private readonly InferenceSession session;
    private readonly RunOptions options = new();

    /// <summary>Loads a model whose weights are constants.</summary>
    /// <param name="graph">The model.</param>
    /// <param name="runtime">How it runs.</param>
    public ModelSession(OnnxGraph graph, RuntimeOptions runtime)
        : this(graph, settings => new InferenceSession(OnnxWriter.Write(graph).ToArray(), settings), runtime)
    {
    }

    /// <summary>Loads a model from its file, which has been read and found sound.</summary>
    /// <param name="graph">The model as read.</param>
    /// <param name="path">The file; data may lie beside it.</param>
    /// <param name="runtime">How it runs.</param>
    public ModelSession(OnnxGraph graph, string path, RuntimeOptions runtime)
        : this(graph, settings => new InferenceSession(path, settings), runtime)
    {
    }

    private ModelSession(OnnxGraph graph, Func<SessionOptions, InferenceSession> open, RuntimeOptions runtime)
    {
        // The session holds the weights from here on.
        Graph = graph with { Constants = [] };
        OnnxEnvironment.EnsureSilent();
        using var settings = new SessionOptions
        {
            IntraOpNumThreads = runtime.Threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        settings.AddSessionConfigEntry("session.intra_op.allow_spinning", "1");
        RuntimeProviders.Append(settings, runtime.Provider);
        if (runtime.ProfilePrefix is { } prefix)
        {
            // The prefix counts at the moment profiling is switched on.
            settings.ProfileOutputPathPrefix = prefix;
            settings.EnableProfiling = true;
        }

        session = open(settings);
    }

    /// <summary>The model.</summary>
    public OnnxGraph Graph { get; }

    /// <summary>Begins to bind inputs and outputs to memory.</summary>
    internal OrtIoBinding Bind() => session.CreateIoBinding();

    /// <summary>Runs the model on what is bound.</summary>
    /// <param name="binding">Inputs and outputs.</param>
    internal void Run(OrtIoBinding binding) => session.RunWithBinding(options, binding);

    /// <summary>Ends ONNX Runtime's own profile and gives the file it wrote.</summary>
    internal string EndProfile() => session.EndProfiling();

    /// <inheritdoc />
    public void Dispose()
    {
        options.Dispose();
        session.Dispose();
    }
}
