using System.Collections.Immutable;
using InferenceModel.Catalog;
using InferenceModel.Planning;
using InferenceModel.Scenarios;
using Xunit;

namespace InferenceModel.Tests.Scenarios;

public sealed class DemandReaderTests
{
    [Fact]
    public void Products_of_one_fleet_share_what_its_first_row_says()
    {
        var fleets = Read("product,fleet,model,hw,isl,osl,users,request_rate,months,lead_months\na,x,llama-3.1-8b,hgx_h100|hgx_h200,100,10,6000,,12,2\nb,x,llama-3.1-8b,,100,10,,5,,\nc,,llama-3.1-8b,hgx_h100,100,10,,5,,\n");
        Assert.Equal(["x", "c"], fleets.Select(fleet => fleet.Name));
        Assert.Equal(["hgx_h100", "hgx_h200"], fleets[0].Systems.AsEnumerable());
        Assert.Equal((12, 2, 36, 3), (fleets[0].Months, fleets[0].LeadMonths, fleets[1].Months, fleets[1].LeadMonths));
        Assert.Equal(["a", "b"], fleets[0].Products.Select(product => product.Load.Name));
        Assert.Equal(40, fleets[0].Products[0].Load.PeakRequestsPerSecond, 1e-9); // 6000 x 0.2 / 60 x 2
        Assert.Equal([ServingMode.Aggregated], fleets[0].Products[0].Modes.AsEnumerable());
    }

    [Theory]
    [InlineData("growth_per_month", "11", "a number from -0.9 to 10")]
    [InlineData("start_month", "2027-13", "year and month")]
    [InlineData("weekday_profile", "1|2|3", "24 numbers")]
    [InlineData("weekend_profile", "1", "weekday_profile beside it")]
    [InlineData("api_price", "nobody/nothing", "one of deepinfra/")]
    [InlineData("power_basis", "guessed", "one of provisioned, tdp, modelled")]
    [InlineData("residual_share", "0.1", "capex_usd_per_gpu beside it")]
    [InlineData("hw", "hgx_h100|nothing", "no system of that name")]
    [InlineData("serving", "sideways", "one of aggregated, disaggregated, both")]
    public void A_bad_cell_is_named_with_its_place_and_range(string column, string value, string expected)
    {
        var header = column == "hw" ? "product,model,hw,isl,osl,request_rate,label" : $"product,model,hw,isl,osl,request_rate,{column}";
        var row = column == "hw" ? $"a,llama-3.1-8b,{value},100,10,1,x" : $"a,llama-3.1-8b,hgx_h100,100,10,1,{value}";
        var finding = Assert.Single(Faults($"{header}\n{row}\n"));
        Assert.Equal((2, column == "hw" ? 3 : 7, column), (finding.Line, finding.Column, finding.Subject));
        Assert.Contains(expected, finding.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_are_reported_at_once()
    {
        var faults = Faults("product,model,hw,isl,osl,users,request_rate\na,lama,hgx_h100,0,10,1,1\na,llama-3.1-8b,hgx_h100,100,10,,1\n");
        Assert.Equal(["model", "users", "isl", "product"], faults.Select(fault => fault.Subject).Order().OrderBy(subject => Array.IndexOf(["model", "users", "isl", "product"], subject)));
    }

    [Fact]
    public void A_column_nobody_knows_is_refused_and_so_is_another_value_within_a_fleet()
    {
        Assert.Equal("growth", Assert.Single(Faults("product,model,hw,isl,osl,users,growth\n")).Value);
        var fault = Assert.Single(Faults("product,fleet,model,hw,isl,osl,users,months\na,x,llama-3.1-8b,hgx_h100,100,10,1,12\nb,x,llama-3.1-8b,hgx_h100,100,10,1,24\n"));
        Assert.Equal((3, "months", "24"), (fault.Line, fault.Subject, fault.Value));
    }

    [Fact]
    public void A_scenario_reader_sends_a_demand_file_to_the_verb_for_it()
    {
        var path = Path.Combine(Repository.Root, "scenarios", "capacity-plan.csv");
        Assert.Contains("infermodel plan", Assert.Throws<BadInputException>(() => ScenarioReader.Read(path, Repository.Catalog)).Findings[0].Expected, StringComparison.Ordinal);
    }

    private static ImmutableArray<DemandFleet> Read(string text)
    {
        using var folder = new TemporaryFolder();
        return DemandReader.Read(folder.Write("demand.csv", text), Repository.Catalog);
    }

    private static ImmutableArray<Finding> Faults(string text) => Assert.Throws<BadInputException>(() => Read(text)).Findings;
}
