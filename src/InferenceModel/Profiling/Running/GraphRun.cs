using Microsoft.ML.OnnxRuntime;
using InferenceModel.Profiling.Onnx;

namespace InferenceModel.Profiling.Running;

/// <summary>
/// One shape of a model made ready to run: every input and output has its memory, and caches are written in place (past and present are
/// one buffer).
/// </summary>
public sealed class GraphRun : IDisposable
{
    private readonly ModelSession session;
    private readonly OrtIoBinding binding;
    private readonly Dictionary<string, BoundTensor> tensors = new(StringComparer.Ordinal);
    private readonly HashSet<BoundTensor> borrowed = [];

    /// <summary>Makes memory for a shape.</summary>
    /// <param name="session">The model.</param>
    /// <param name="sizes">Size of each named dimension.</param>
    /// <param name="given">
    /// Memory to use in place of new, which stays the caller's: inputs and outputs by their names, caches by the name of the past input without <c>past.</c>.
    /// </param>
    public GraphRun(ModelSession session, IReadOnlyDictionary<string, long> sizes, IReadOnlyDictionary<string, BoundTensor>? given = null)
    {
        this.session = session;
        binding = session.Bind();
        foreach (var input in session.Graph.Inputs)
        {
            var tensor = (given?.GetValueOrDefault(input.Name) ?? given?.GetValueOrDefault(CacheName(input.Name, "past."))) is { } shared ? Borrow(shared) : Make(input, sizes);
            tensors[input.Name] = tensor;
            binding.BindInput(input.Name, tensor.Value);
        }

        foreach (var output in session.Graph.Outputs)
        {
            if (output.Shape.Any(dimension => dimension.Size is null && !sizes.ContainsKey(dimension.Name ?? string.Empty)))
            {
                // A size only the run itself finds out: ONNX Runtime makes the memory.
                binding.BindOutputToDevice(output.Name, OrtMemoryInfo.DefaultInstance);
                continue;
            }

            var isShared = tensors.TryGetValue($"past.{CacheName(output.Name, "present.")}", out var past) && past.Shape.SequenceEqual(Sizes(output, sizes));
            var tensor = given?.GetValueOrDefault(output.Name) is { } own ? Borrow(own) : isShared ? past! : Make(output, sizes);
            tensors[output.Name] = tensor;
            binding.BindOutput(output.Name, tensor.Value);
        }
    }

    /// <summary>The memory of an input or output.</summary>
    /// <param name="name">Its name.</param>
    public BoundTensor this[string name] => tensors[name];

    /// <summary>Whether the model has an input or output.</summary>
    /// <param name="name">Its name.</param>
    public bool Has(string name) => tensors.ContainsKey(name);

    /// <summary>Runs the model.</summary>
    public void Run() => session.Run(binding);

    /// <inheritdoc />
    public void Dispose()
    {
        binding.Dispose();
        foreach (var tensor in tensors.Values.Distinct().Where(tensor => !borrowed.Contains(tensor)))
        {
            tensor.Dispose();
        }
    }

    private static string CacheName(string name, string prefix) => name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : string.Empty;

    private static BoundTensor Make(OnnxValue value, IReadOnlyDictionary<string, long> sizes) => new(value.Element, [.. Sizes(value, sizes)]);

    private static IEnumerable<long> Sizes(OnnxValue value, IReadOnlyDictionary<string, long> sizes) => value.Shape.Select(dimension =>
        dimension.Size ?? (dimension.Name is { } name && sizes.TryGetValue(name, out var size)
            ? size
            : throw new InvalidOperationException($"{value.Name}: no size is given for {dimension}.")));

    private BoundTensor Borrow(BoundTensor tensor)
    {
        borrowed.Add(tensor);
        return tensor;
    }
}
