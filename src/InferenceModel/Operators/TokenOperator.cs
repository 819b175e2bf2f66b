using InferenceModel.Operators.Calls;

namespace InferenceModel.Operators;

/// <summary>An operator whose work depends on a number of tokens alone, so that its time is a curve.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Choice">Which tokens it treats.</param>
public abstract record TokenOperator(string Name, TokenChoice Choice) : Operator(Name)
{
    /// <summary>Whether engines may run it beside the routed experts, which do not wait for it.</summary>
    public bool IsBeside { get; init; }

    /// <summary>The work for a number of tokens of one attention rank.</summary>
    /// <param name="tokens">Tokens, more than zero.</param>
    public abstract OperatorWork Work(double tokens);

    /// <summary>The measured kind of kernel that does it, or null where none was measured.</summary>
    /// <param name="tokens">Tokens, more than zero.</param>
    public virtual KernelCall? Call(double tokens) => null;
}
