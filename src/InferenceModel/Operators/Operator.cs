namespace InferenceModel.Operators;

/// <summary>One piece of work of a layer on one rank.</summary>
/// <param name="Name">What people call it.</param>
public abstract record Operator(string Name)
{
    /// <summary>Bytes of an activation: layers pass 16-bit numbers.</summary>
    private protected const double ActivationBytes = 2;

    /// <summary>The family.</summary>
    public abstract OperatorKind Kind { get; }
}
