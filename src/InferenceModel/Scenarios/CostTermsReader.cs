using InferenceModel.Catalog;
using InferenceModel.Planning;
using InferenceModel.Units;

namespace InferenceModel.Scenarios;

/// <summary>Reads the terms a row is paid for and powered on.</summary>
internal static class CostTermsReader
{
    private const double MostPerAccelerator = 10_000_000;
    private static readonly string[] Capital = ["residual_share", "cost_of_capital", "life_years"];

    /// <summary>Reads the terms; faults go to the cells' list.</summary>
    /// <param name="cells">The row.</param>
    /// <param name="names">What names refer to.</param>
    public static CostTerms Read(CellReader cells, NameChecker names) => new()
    {
        Price = cells.Find("price_usd_per_gpu_hour") is null ? null : UsdPerHour.Of(cells.Number("price_usd_per_gpu_hour", 0, 10_000)),
        Tier = cells.Choice("price_tier", PriceTier.RentalThreeYears, PriceTiers.Words),
        Capital = ReadCapital(cells),
        LicencePerYear = Usd.Of(cells.Number("licence_usd_per_gpu_year", 0, MostPerAccelerator, 0)),
        Energy = cells.Find("usd_per_kwh") is null ? null : EnergyPrice.Of(cells.Number("usd_per_kwh", 0, 100)),
        Utilisation = cells.Number("fleet_utilisation", 0.001, 1, 1),
        Api = ReadApi(cells, names),
        Basis = cells.Choice("power_basis", PowerBasis.Provisioned, PowerBases.Words),
        FacilityOverhead = cells.Number("pue", 1, 5, 1.25),
        ServerOverhead = cells.Number("server_overhead", 1, 10, 1),
        Carbon = cells.Find("carbon_kg_per_kwh") is null ? null : CarbonIntensity.Of(cells.Number("carbon_kg_per_kwh", 0, 10)),
    };

    private static CapitalTerms? ReadCapital(CellReader cells)
    {
        if (cells.Find("capex_usd_per_gpu") is null)
        {
            foreach (var column in Capital.Where(column => cells.Find(column) is not null))
            {
                cells.Report(column, "an empty cell, or capex_usd_per_gpu beside it");
            }

            return null;
        }

        if (cells.Find("price_usd_per_gpu_hour") is not null)
        {
            cells.Report("capex_usd_per_gpu", "only one of price_usd_per_gpu_hour and capex_usd_per_gpu");
        }

        return new CapitalTerms(
            Usd.Of(cells.Number("capex_usd_per_gpu", 0, MostPerAccelerator)),
            cells.Number("residual_share", 0, 1, 0),
            cells.Number("cost_of_capital", 0, 1, 0.1),
            cells.Number("life_years", 0.25, 50, 4));
    }

    /// <summary>What a provider asks for the tokens of a row; null where it names none.</summary>
    /// <param name="cells">The row.</param>
    /// <param name="names">What names refer to.</param>
    public static ApiPrice? ReadApi(CellReader cells, NameChecker names)
    {
        var stated = cells.Find("api_usd_per_mtok_input") is not null || cells.Find("api_usd_per_mtok_output") is not null;
        if (cells.Find("api_price") is { } name)
        {
            if (stated)
            {
                cells.Report("api_price", "only one of api_price and api_usd_per_mtok_input with api_usd_per_mtok_output");
            }
            else if (names.ApiPrice(name) is null)
            {
                cells.Report("api_price", names.UnknownApiPrice);
            }

            return names.ApiPrice(name);
        }

        return stated ? new ApiPrice("stated", Stated(cells, "api_usd_per_mtok_input"), Stated(cells, "api_usd_per_mtok_output"), string.Empty) : null;
    }

    private static Figure<TokenPrice> Stated(CellReader cells, string column) =>
        new(TokenPrice.Of(cells.Number(column, 1e-6, 100_000)), null, null, "stated in the scenario", null);
}
