using System.Globalization;
using InferenceModel.Planning;
using InferenceModel.Scenarios;

namespace InferenceModel.Reports;

/// <summary>Where the figures of cost and power of a row come from.</summary>
public static class CostExplanation
{
    private const double Million = 1e6;

    /// <summary>The figures; those a row does not have are left out.</summary>
    /// <param name="result">The row's result.</param>
    public static IEnumerable<ExplainedFigure> Of(ScenarioResult result)
    {
        if (result.Economics is not { } economics)
        {
            return [];
        }

        return [.. Price(economics), .. Tokens(result, economics), .. Power(result, economics)];
    }

    private static IEnumerable<ExplainedFigure> Price(Economics economics)
    {
        yield return new ExplainedFigure("price", economics.Price?.ToString() ?? "none", economics.Parts.Length > 1 ? "the sum of " + string.Join(", ", economics.Parts.Select(part => part.Name)) : economics.PriceSource);
        if (economics.Parts.Length > 1)
        {
            foreach (var part in economics.Parts)
            {
                yield return new ExplainedFigure(part.Name, part.Price.ToString(), part.Source);
            }
        }

        if (economics.Entry is { } entry)
        {
            yield return new ExplainedFigure("price date", entry.Date, $"price book, terms {PriceTiers.Word(entry.Tier)}");
        }
    }

    private static IEnumerable<ExplainedFigure> Tokens(ScenarioResult result, Economics economics)
    {
        if (result is not { Estimate: { RequestsPerSecond: > 0 } estimate, Split: { } split })
        {
            yield break;
        }

        var tokens = estimate.InputTokensPerSecond + estimate.OutputTokensPerSecond;
        yield return new ExplainedFigure("tokens", Usd(economics.UsdPerMillionTokens(tokens, estimate.Accelerators)), Text($"price x {estimate.Accelerators} GPUs over {tokens:G5} input and output tokens/s (InferenceX)"));
        yield return new ExplainedFigure(
            "allocated",
            $"{Usd(split.UsdPerMillionInput)} input, {Usd(split.UsdPerMillionOutput)} output",
            Text($"the bill by the time prompts take, {split.PromptShare:P1} of it; both together are the bill"));
        if (economics.Terms.Utilisation < 1)
        {
            yield return new ExplainedFigure("effective", Usd(economics.EffectiveUsdPerMillionTokens(tokens, estimate.Accelerators)), Text($"the same over a fleet utilisation of {economics.Terms.Utilisation:P0}, stated in the scenario"));
        }

        if (result.BreakEven is { } even && economics.Terms.Api is { } api)
        {
            yield return new ExplainedFigure(
                "API",
                Text($"{Usd(even.ApiPrice.Total)}; cheaper oneself from {even.TokensPerMonth / Million:G5} Mtok a month, a utilisation of {even.Utilisation:P1}"),
                $"{api.Id}: input {api.Input.Value}, output {api.Output.Value}: {api.Input.Source}; the month's bill over the provider's price");
        }
    }

    private static IEnumerable<ExplainedFigure> Power(ScenarioResult result, Economics economics)
    {
        yield return new ExplainedFigure("power", economics.Power.ToString(), economics.PowerSource);
        if (economics.Powers is { } powers)
        {
            foreach (var (word, basis) in PowerBases.Words.Where(pair => pair.Meaning != economics.Terms.Basis && (pair.Meaning != PowerBasis.Provisioned || powers.Provisioned is not null)))
            {
                yield return new ExplainedFigure("  or", powers.At(basis, economics.Shares).ToString(), powers.Source(basis, economics.Shares));
            }
        }

        if (result.Estimate is { RequestsPerSecond: > 0 } estimate
            && economics.EmittedPerMillionTokens(estimate.InputTokensPerSecond + estimate.OutputTokensPerSecond, estimate.Accelerators) is { } emitted)
        {
            yield return new ExplainedFigure("carbon", $"{emitted} CO2e for a million tokens", $"power over tokens x {economics.Terms.Carbon}, stated in the scenario");
        }
    }

    private static string Usd(double? value) => value is { } usd ? Text($"{usd:G4} $/Mtok") : "no price";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
