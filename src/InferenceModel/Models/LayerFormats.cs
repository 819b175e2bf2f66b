namespace InferenceModel.Models;

/// <summary>The storage formats of one layer's parts; routers, norms and biases are always 16 bits.</summary>
/// <param name="Mixer">Attention or linear-mixer projections.</param>
/// <param name="FeedForward">A dense feed-forward block.</param>
/// <param name="RoutedExperts">Routed experts.</param>
/// <param name="SharedExperts">Experts every token visits.</param>
public sealed record LayerFormats(WeightFormat Mixer, WeightFormat FeedForward, WeightFormat RoutedExperts, WeightFormat SharedExperts)
{
    /// <summary>All parts in one format.</summary>
    /// <param name="format">The format.</param>
    public static LayerFormats Uniform(WeightFormat format) => new(format, format, format, format);

    /// <summary>The format of a role's weights within a layer.</summary>
    /// <param name="role">The role.</param>
    public WeightFormat Of(WeightRole role) => role switch
    {
        WeightRole.Mixer or WeightRole.Indexer => Mixer,
        WeightRole.DenseFeedForward => FeedForward,
        WeightRole.RoutedExpert => RoutedExperts,
        WeightRole.SharedExpert => SharedExperts,
        _ => WeightFormat.Bf16,
    };
}
