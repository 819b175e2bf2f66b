using CsCheck;
using InferenceModel.Estimation;
using InferenceModel.Planning;
using InferenceModel.Scenarios;
using InferenceModel.Sharding;
using InferenceModel.Units;
using InferenceModel.Workloads;
using Xunit;

namespace InferenceModel.Tests.Planning;

public sealed class EconomicsTests
{
    private static readonly PhasePower Phases = new(Share(0.1), Share(0.9), Share(0.5));

    private static readonly Gen<CostTerms> Terms = Gen.Select(Gen.Double[0, 50_000], Gen.Double[0, 1], Gen.Double[0, 0.3], Gen.Double[1, 10], Gen.Double[0, 10_000], Gen.Double[0, 1]).Select(
        (price, residual, interest, years, licence, energy) => new CostTerms
        {
            Capital = new CapitalTerms(Usd.Of(price), residual, interest, years), LicencePerYear = Usd.Of(licence), Energy = EnergyPrice.Of(energy), Basis = PowerBasis.Tdp,
        });

    [Theory]
    [InlineData(0.10, 4, 0.315470804)] // 0.1 * 1.4641 / 0.4641
    [InlineData(0.08, 5, 0.250456455)] // 0.08 * 1.4693281 / 0.4693281
    [InlineData(0.0, 4, 0.25)]
    public void The_recovery_factor_is_that_of_the_annuity_tables(double interest, double years, double expected) =>
        Assert.Equal(expected, CapitalTerms.RecoveryFactor(interest, years), 1e-9);

    [Fact]
    public void The_yearly_cost_pays_back_the_price_with_interest_and_the_residual()
    {
        // 40,000 at 10 % for 4 years, a tenth left: 40000 * 0.3154708 - 4000 * 0.2154708 (sinking fund) = 12618.83 - 861.88 = 11756.95 a year.
        var capital = new CapitalTerms(Usd.Of(40_000), 0.1, 0.1, 4);
        Assert.Equal(11_756.95, capital.Yearly.Total, 0.005);
        Assert.Equal(11_756.95 / 8760, capital.Hourly.Total, 1e-6);
    }

    [Fact]
    public void Yearly_payments_are_worth_the_price_today() =>
        Gen.Select(Gen.Double[1, 1e5], Gen.Double[0, 1], Gen.Double[0, 0.5], Gen.Int[1, 20]).Sample((price, residual, interest, years) =>
        {
            var capital = new CapitalTerms(Usd.Of(price), residual, interest, years);
            var worth = Enumerable.Range(1, years).Sum(year => capital.Yearly.Total / Math.Pow(1 + interest, year)) + (price * residual / Math.Pow(1 + interest, years));
            return Math.Abs((worth / price) - 1) < 1e-9;
        }, iter: 200);

    [Fact]
    public void The_parts_of_a_price_add_up_to_it() => Terms.Sample(terms =>
    {
        var economics = Of(terms);
        return economics.Parts.Length >= 2 && Math.Abs(economics.Parts.Sum(part => part.Price.Total) - economics.Price!.Value.Total) < 1e-9;
    }, iter: 200);

    [Fact]
    public void Energy_is_billed_at_the_power_counted()
    {
        // 700 W x 1.25 = 0.875 kW at 0.08 $/kWh = 0.07 $/h.
        var parts = Of(new CostTerms { Capital = new CapitalTerms(Usd.Zero, 0, 0.1, 4), Energy = EnergyPrice.Of(0.08), Basis = PowerBasis.Tdp }).Parts;
        Assert.Equal(0.07, parts.Single(part => part.Name == "energy").Price.Total, 1e-12);
    }

    [Fact]
    public void The_cost_of_a_million_tokens_is_the_published_check_sum()
    {
        // 1.74 $/h and 690 tokens/s/GPU: 1.74 / (690 * 3600) * 1e6 = 0.7005 $ when busy, over 60 % of the time 1.1675 $.
        var economics = Of(new CostTerms { Price = UsdPerHour.Of(1.74), Utilisation = 0.6 });
        Assert.Equal(0.7005, economics.UsdPerMillionTokens(690, 1)!.Value, 5e-5);
        Assert.Equal(1.1675, economics.EffectiveUsdPerMillionTokens(690, 1)!.Value, 5e-5);
    }

    [Fact]
    public void Input_and_output_parts_add_up_to_the_bill() =>
        Gen.Select(Gen.Double[0.1, 1000], Gen.Double[0, 1], Gen.Double[1, 1e6], Gen.Double[1, 1e6]).Sample((bill, share, input, output) =>
        {
            var estimate = Some with { InputTokensPerSecond = input, OutputTokensPerSecond = output };
            var split = CostSplit.Of(UsdPerHour.Of(bill), estimate, share)!.Value;
            var both = TokenPrice.Of(split.UsdPerMillionInput).For(input * 3600) + TokenPrice.Of(split.UsdPerMillionOutput).For(output * 3600);
            return Math.Abs((both.Total / bill) - 1) < 1e-12;
        }, iter: 200);

    [Theory]
    [InlineData("aggregated-or-disaggregated.csv")]
    [InlineData("h200-or-b200.csv")]
    public void The_allocated_parts_of_every_row_add_up_to_its_month(string scenario)
    {
        var results = new ScenarioRunner(Repository.Catalog).Run(ScenarioReader.Read(Path.Combine(Repository.Root, "scenarios", scenario), Repository.Catalog).Rows);
        Assert.All(results.Where(result => result.Split is not null), result =>
        {
            var (estimate, split) = (result.Estimate!, result.Split!.Value);
            var month = Seconds.OfHours(730).Total;
            var parts = TokenPrice.Of(split.UsdPerMillionInput).For(estimate.InputTokensPerSecond * month) + TokenPrice.Of(split.UsdPerMillionOutput).For(estimate.OutputTokensPerSecond * month);
            Assert.Equal(1, parts.Total / result.Economics!.UsdPerMonth(estimate.Accelerators)!.Value, 1e-12);
            Assert.InRange(split.PromptShare, 0.001, 0.999);
        });
        Assert.True(results.Count(result => result.Split is not null) > results.Count / 2);
    }

    [Fact]
    public void Phases_share_the_power_and_never_leave_its_range() =>
        Gen.Select(Gen.Double[0, 1], Gen.Double[0, 1], Gen.Double[0, 1]).Sample((prefill, rest, part) =>
        {
            var powers = Of(new CostTerms { FacilityOverhead = 1.2, ServerOverhead = 1.5 }).Powers!;
            var shares = new PhaseShares(prefill, (1 - prefill) * rest);
            var watts = powers.Modelled(shares).Total;
            var hand = 700 * 1.8 * ((0.9 * shares.Prefill) + (0.5 * shares.Decode) + (0.1 * (1 - shares.Prefill - shares.Decode)));
            return Math.Abs((watts / hand) - 1) < 1e-9 && watts <= powers.Tdp.Total && powers.Modelled(shares.Times(part)).Total <= watts + 1e-9;
        }, iter: 200);

    [Fact]
    public void Carbon_is_energy_times_its_intensity()
    {
        // 875 W over 1000 tokens/s = 0.875 J a token; a million are 875 kJ = 0.24306 kWh; at 0.4 kg/kWh 0.097222 kg.
        var economics = Of(new CostTerms { Basis = PowerBasis.Tdp, Carbon = CarbonIntensity.Of(0.4) });
        Assert.Equal(0.0972222, economics.EmittedPerMillionTokens(1000, 1)!.Value.Total, 1e-6);
        Assert.Null(Of(new CostTerms()).EmittedPerMillionTokens(1000, 1));
    }

    [Fact]
    public void At_break_even_both_bills_are_equal() =>
        Gen.Select(Gen.Double[0.1, 100], Gen.Double[0.01, 10], Gen.Double[0.01, 10], Gen.Double[10, 1e5], Gen.Double[10, 1e5]).Sample((bill, input, output, inRate, outRate) =>
        {
            var api = new ApiPrice("x", Price(input), Price(output), string.Empty);
            var even = ApiBreakEven.Of(UsdPerHour.Of(bill), inRate, outRate, api);
            var month = (inRate + outRate) * 730 * 3600;
            var asked = api.For(even.TokensPerMonth * inRate / (inRate + outRate), even.TokensPerMonth * outRate / (inRate + outRate));
            return Math.Abs((asked.Total / (bill * 730)) - 1) < 1e-9
                && Math.Abs((even.TokensPerMonth / month / even.Utilisation) - 1) < 1e-9
                && Math.Abs((even.At(even.Utilisation) / even.ApiPrice) - 1) < 1e-9;
        }, iter: 200);

    [Fact]
    public void Prices_go_stale_after_the_days_of_the_book_and_not_before()
    {
        var book = Repository.Catalog.Prices;
        Assert.Equal(90, book.StaleAfterDays);
        Assert.Null(book.Warning("x", "2026-04", new DateOnly(2026, 7, 29))); // 90 days after 30 April
        Assert.Contains("91 days", book.Warning("x", "2026-04", new DateOnly(2026, 7, 30)), StringComparison.Ordinal);
        Assert.Null(book.Warning("x", "2026-04-30", new DateOnly(2026, 1, 1)));
        Assert.Equal(book.AgeInDays("2026-04", book.Checked), book.AgeInDays("2026-04", null));
    }

    [Fact]
    public void Every_price_of_the_book_has_a_date_and_a_source()
    {
        Assert.All(Repository.Catalog.Prices.Entries, entry => Assert.True(PriceDate.Parse(entry.Date) is not null && entry.Price.Source.Length > 10, entry.Accelerator));
        Assert.All(Repository.Catalog.Prices.ApiPrices, price => Assert.True(PriceDate.Parse(price.Date) is not null && price.Input.Source.Length > 10, price.Id));
    }

    [Fact]
    public void Time_of_prompts_and_of_decoding_fit_into_the_time_there_is()
    {
        var prepared = Repository.Prepare("llama-3.1-8b", "hgx_h100", new ShardingPlan(1));
        Gen.Select(Gen.Int[64, 4000], Gen.Int[2, 1000], Gen.Double[0.01, 30]).Sample((input, output, rate) =>
        {
            var request = new RequestShape(input, output, 0);
            var estimate = Estimator.Estimate(prepared, request, new Load.OpenLoop(rate));
            var shares = PhaseShares.Of(estimate, request);
            return shares.Prefill > 0 && shares.Decode > 0 && shares.Prefill + shares.Decode <= 1 + 1e-9;
        }, iter: 100);
    }

    private static DeploymentEstimate Some { get; } = Estimator.Estimate(
        Repository.Prepare("llama-3.1-8b", "hgx_h100", new ShardingPlan(1)), new RequestShape(100, 100, 0), new Load.OpenLoop(1));

    private static Economics Of(CostTerms terms) => Economics.Of(Repository.Catalog.Systems.Find("hgx_h100")!, Repository.Catalog.Prices, terms, Phases, new PhaseShares(0.4, 0.4));

    private static Figure<double> Share(double value) => new(value, null, null, "a test", null);

    private static Figure<TokenPrice> Price(double value) => new(TokenPrice.Of(value), null, null, "a test", null);
}
