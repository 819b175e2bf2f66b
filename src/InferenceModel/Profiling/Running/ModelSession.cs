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
    /// <param name="threads">Threads one operator may use.</param>
    /// <param name="profilePrefix">Where ONNX Runtime writes its own profile, or null for none.</param>
    public ModelSession(OnnxGraph graph, int threads, string? profilePrefix = null)
    {
        // The session holds the weights from here on.
        Graph = graph with { Constants = [] };
        OnnxEnvironment.EnsureSilent();
        using var settings = new SessionOptions
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        if (profilePrefix is not null)
        {
            settings.EnableProfiling = true;
            settings.ProfileOutputPathPrefix = profilePrefix;
        }

        session = new InferenceSession(OnnxWriter.Write(graph).ToArray(), settings);
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
