using InferenceModel.Units;

namespace InferenceModel.Planning;

/// <summary>What a provider asks for the tokens of a model it serves.</summary>
/// <param name="Id">The name scenarios use: provider and model.</param>
/// <param name="Input">Price of input tokens.</param>
/// <param name="Output">Price of output tokens.</param>
/// <param name="Date">When it was seen, year and month or day; empty for a price the user states.</param>
public sealed record ApiPrice(string Id, Figure<TokenPrice> Input, Figure<TokenPrice> Output, string Date)
{
    /// <summary>What so many tokens cost.</summary>
    /// <param name="inputTokens">Input tokens.</param>
    /// <param name="outputTokens">Output tokens.</param>
    public Usd For(double inputTokens, double outputTokens) => Input.Value.For(inputTokens) + Output.Value.For(outputTokens);

    /// <summary>The price of a mix of tokens.</summary>
    /// <param name="inputTokens">Input tokens, or their share.</param>
    /// <param name="outputTokens">Output tokens, or their share.</param>
    public TokenPrice Blended(double inputTokens, double outputTokens) => TokenPrice.Of(For(inputTokens, outputTokens), inputTokens + outputTokens);
}
