using InferenceModel.Operators.Calls;

namespace InferenceModel.Operators;

/// <summary>An operator whose work depends on caches and not on a number of tokens alone.</summary>
/// <param name="Name">What people call it.</param>
public abstract record ContextOperator(string Name) : Operator(Name)
{
    /// <summary>The work of a step; nothing where the step has none for it.</summary>
    /// <param name="shape">The step.</param>
    public abstract OperatorWork Work(in StepShape shape);

    /// <summary>Whether it treats prompt tokens; decoded ones otherwise.</summary>
    public abstract bool IsPrefill { get; }

    /// <summary>The measured kind of kernel that does it, or null where none was measured.</summary>
    /// <param name="shape">A step that has work for it.</param>
    public virtual KernelCall? Call(in StepShape shape) => null;
}
