namespace InferenceModel.Operators.Calls;

/// <summary>A way through a latent attention block.</summary>
public enum LatentPath
{
    /// <summary>The indexer scores and attention looks at what it selects; without an indexer, at everything.</summary>
    Indexed,

    /// <summary>Attention looks at everything although there is an indexer: engines do so for short prompts.</summary>
    Dense,

    /// <summary>Attention looks at what an earlier layer's indexer selected.</summary>
    ReusedIndex,
}
