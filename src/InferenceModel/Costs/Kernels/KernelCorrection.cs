using Microsoft.ML.OnnxRuntime;

namespace InferenceModel.Costs.Kernels;

/// <summary>
/// The learned part of a family: an ONNX model from the inputs of a call to the logarithm of measured over physics. Calls are
/// asked in batches.
/// </summary>
public sealed class KernelCorrection
{
    private static readonly string[] InputNames = ["inputs"];
    private static readonly string[] OutputNames = ["log_factor"];

    private readonly Lazy<InferenceSession> session;
    private readonly int inputs;

    /// <summary>Takes a model; it is loaded when first asked.</summary>
    /// <param name="model">Reads the ONNX bytes.</param>
    /// <param name="inputs">Numbers of a row.</param>
    public KernelCorrection(Func<byte[]> model, int inputs)
    {
        this.inputs = inputs;
        session = new Lazy<InferenceSession>(() => Open(model()));
    }

    /// <summary>Loads the model now, if it is not loaded yet.</summary>
    public void Load() => _ = session.Value;

    /// <summary>The logarithms of measured over physics of a batch.</summary>
    /// <param name="rows">Inputs, row after row.</param>
    /// <param name="count">Rows.</param>
    public float[] LogFactors(float[] rows, int count)
    {
        if (count == 0)
        {
            return [];
        }

        var result = new float[count];
        using var input = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, rows.AsMemory(0, count * inputs), [count, inputs]);
        using var output = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, result.AsMemory(), [count, 1]);
        using var options = new RunOptions();
        session.Value.Run(options, InputNames, [input], OutputNames, [output]);
        return result;
    }

    private static InferenceSession Open(byte[] model)
    {
        OnnxEnvironment.EnsureSilent();
        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        return new InferenceSession(model, options);
    }
}
