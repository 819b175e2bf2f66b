namespace InferenceModel.Profiling.Measuring;

/// <summary>One shape of a run: so many sequences, so many new tokens of each, so many in its cache before. The default value is an empty run.</summary>
/// <param name="Batch">Sequences.</param>
/// <param name="Tokens">New tokens of each; 1 decodes.</param>
/// <param name="Past">Tokens each has in its cache before.</param>
public readonly record struct GridPoint(int Batch, int Tokens, int Past)
{
    /// <summary>Whether the run decodes one token of each sequence.</summary>
    public bool IsDecode => Tokens == 1;
}
