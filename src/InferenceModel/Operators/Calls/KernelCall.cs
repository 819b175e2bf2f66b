namespace InferenceModel.Operators.Calls;

/// <summary>
/// One launch of one kind of kernel that silicon was measured on: what is to be done, in the words of the product. It
/// describes work and never time.
/// </summary>
public abstract record KernelCall
{
    /// <summary>The family whose physics times it, named as data files name it.</summary>
    public abstract string Family { get; }

    /// <summary>The formats it works in, for example <c>bf16</c> or <c>fp8_block</c>; coefficients are kept by it.</summary>
    public abstract string Precision { get; }

    /// <summary>Prompt, decoding or neither: <c>context</c>, <c>generation</c> or <c>any</c>.</summary>
    public virtual string Phase => "any";

    /// <summary>
    /// The engine whose tables time the call, where that is not the engine that runs it: its own tables may hold work that it
    /// does elsewhere. Null is the engine itself.
    /// </summary>
    public string? TimedAs { get; init; }

    /// <summary>A number equal for calls of one shape whatever the number of tokens: splits keep equal shapes together.</summary>
    public abstract ulong Shape { get; }

    /// <summary>
    /// The call once it is known for which precision its coefficients were fitted: where engines have several kernels for one
    /// job, the precision names the kernel.
    /// </summary>
    /// <param name="precision">Precision of the coefficients.</param>
    public virtual KernelCall ResolvedTo(string precision) => this;

    /// <summary>The call where a version or a start switch of an engine decides on its kernel; itself where none does.</summary>
    /// <param name="version">The engine as it runs: the name of its version or of the switch.</param>
    public virtual KernelCall StartedAs(string version) => this;

    /// <summary>The call with the kernel that an engine chooses on a generation; itself where engines have one kernel only.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="generation">Generation of the accelerator.</param>
    public virtual KernelCall ChosenBy(string engine, string generation) => this;

    /// <summary>A few words for a list of rows.</summary>
    public abstract string Describe();

    /// <summary>Mixes numbers into one (FNV-1a over eight bytes each); the same on every machine.</summary>
    /// <param name="numbers">Whole numbers.</param>
    protected static ulong Mix(params ReadOnlySpan<double> numbers)
    {
        var hash = 14695981039346656037UL;
        foreach (var number in numbers)
        {
            var bits = BitConverter.DoubleToUInt64Bits(number);
            for (var i = 0; i < 8; i++)
            {
                hash = unchecked((hash ^ ((bits >> (8 * i)) & 0xff)) * 1099511628211UL);
            }
        }

        // Low bits of FNV are weak: fold the high half in.
        return hash ^ (hash >> 29);
    }
}
