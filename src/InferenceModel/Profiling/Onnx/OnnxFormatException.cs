namespace InferenceModel.Profiling.Onnx;

/// <summary>An ONNX file that cannot be used; the message says why. Turned into a finding at the edge.</summary>
public sealed class OnnxFormatException : Exception
{
    /// <summary>Refuses a file.</summary>
    /// <param name="reason">Why, as the end of a sentence.</param>
    public OnnxFormatException(string reason)
        : base(reason)
    {
    }
}
