using InferenceModel.Units;

namespace InferenceModel.Planning;

/// <summary>When a deployment that is paid for all the time becomes cheaper than tokens bought from a provider.</summary>
/// <param name="ApiPrice">What the provider asks for a million tokens of the same mix.</param>
/// <param name="SelfHosted">What the deployment costs for a million tokens when it is busy all the time.</param>
/// <param name="TokensPerMonth">Tokens of a month, input and output, from which the deployment is cheaper.</param>
/// <param name="Utilisation">Share of the deployment's tokens that is; above 1 it never is, however large the fleet.</param>
public sealed record ApiBreakEven(TokenPrice ApiPrice, TokenPrice SelfHosted, double TokensPerMonth, double Utilisation)
{
    /// <summary>
    /// The break-even: the bill of a month over the provider's price, as tokens and as a share of what the deployment makes; the share is that of
    /// prices, self-hosted over provider's.
    /// </summary>
    /// <param name="bill">The bill of an hour.</param>
    /// <param name="inputPerSecond">Input tokens a second of the busy deployment.</param>
    /// <param name="outputPerSecond">Output tokens a second.</param>
    /// <param name="api">The provider's price, above zero.</param>
    public static ApiBreakEven Of(UsdPerHour bill, double inputPerSecond, double outputPerSecond, ApiPrice api)
    {
        var perSecond = inputPerSecond + outputPerSecond;
        var asked = api.Blended(inputPerSecond, outputPerSecond);
        var own = TokenPrice.Of(bill * Seconds.Of(1), perSecond);
        return new ApiBreakEven(asked, own, asked.TokensFor(bill * Seconds.OfHours(BillingPeriods.HoursPerMonth)), own / asked);
    }

    /// <summary>What a million tokens cost when the deployment is busy for a share of the time.</summary>
    /// <param name="utilisation">The share, above zero.</param>
    public TokenPrice At(double utilisation) => SelfHosted / utilisation;
}
