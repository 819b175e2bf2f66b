namespace InferenceModel.Models;

/// <summary>What a weight does; roles are sharded, quantised and counted apart.</summary>
public enum WeightRole
{
    /// <summary>The table that turns tokens into vectors, and a table of positions where there is one.</summary>
    Embedding,

    /// <summary>The projection to the vocabulary.</summary>
    Head,

    /// <summary>Projections of attention or of a linear mixer.</summary>
    Mixer,

    /// <summary>The scoring network of sparse attention.</summary>
    Indexer,

    /// <summary>A dense feed-forward block.</summary>
    DenseFeedForward,

    /// <summary>The experts a router chooses among.</summary>
    RoutedExpert,

    /// <summary>Experts every token visits.</summary>
    SharedExpert,

    /// <summary>Router, norms, biases, convolutions and other small parts kept in 16 bits on every rank.</summary>
    Small,
}
