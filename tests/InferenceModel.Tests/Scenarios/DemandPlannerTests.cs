using System.Text.Json;
using InferenceModel.Planning.Demand;
using InferenceModel.Reports;
using InferenceModel.Scenarios;
using Xunit;

namespace InferenceModel.Tests.Scenarios;

public sealed class DemandPlannerTests
{
    [Fact]
    public void The_system_with_the_least_bill_wins_and_the_others_say_how_much_dearer_they_are()
    {
        var plan = Plan("product,model,precision,hw,isl,osl,request_rate,slo_tpot_ms,months,serving\na,llama-3.1-8b,fp8,hgx_h100|hgx_h200|l4_pcie,1024,256,200,30,2,both\n");
        var fleet = Assert.Single(plan.Fleets);
        Assert.Equal(2, fleet.Alternatives.Length);
        Assert.All(fleet.Alternatives, other => Assert.True(other.Bill is null ? other.Reason.Contains("nothing keeps", StringComparison.Ordinal) : other.Bill >= fleet.Bill, other.Reason));
        Assert.Contains("requests at", fleet.Products[0].Unit.Confirmation, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fleet_no_system_can_serve_is_refused_with_the_reason()
    {
        var plan = Plan("product,model,hw,isl,osl,request_rate,slo_tpot_ms\na,llama-3.1-70b,hgx_h100,1024,256,200,1\nb,llama-3.1-8b,hgx_h100,1024,256,1,50\n");
        Assert.Equal("a", Assert.Single(plan.Refused).Name);
        Assert.Contains("above the 1 ms", plan.Refused[0].Reason, StringComparison.Ordinal);
        Assert.Equal("b", Assert.Single(plan.Fleets).Terms.Name);
    }

    [Fact]
    public void The_same_file_gives_the_same_bytes_and_json_holds_what_the_csv_holds()
    {
        const string Demand = "product,model,hw,isl,osl,users,growth_per_month,trough_share,months,slo_tpot_ms,api_price\na,llama-3.1-8b,hgx_h100,1024,256,50000,0.1,0.3,4,40,deepinfra/llama-3.1-8b\n";
        var (one, other) = (Csv(Plan(Demand)), Csv(Plan(Demand)));
        Assert.Equal(one, other);
        using var stream = new MemoryStream();
        DemandJson.Write(Plan(Demand), stream);
        var fleet = JsonDocument.Parse(stream.ToArray()).RootElement.GetProperty("fleets")[0];
        Assert.Equal((4, 168), (fleet.GetProperty("months").GetArrayLength(), fleet.GetProperty("hours").GetArrayLength()));
        Assert.Equal(1 + 4 + 168, one.TrimEnd().Split('\n').Length);
        var months = fleet.GetProperty("months").EnumerateArray().Select(month => month.GetProperty("usd_total").GetDouble()).ToList();
        Assert.Equal(1, months.Sum() / fleet.GetProperty("usd_total").GetDouble(), 1e-5);
        Assert.True(fleet.GetProperty("products")[0].GetProperty("api_break_even").GetProperty("utilisation").GetDouble() > 0);
        Assert.True(fleet.GetProperty("reserve_or_burst").GetProperty("curve").GetArrayLength() > 2);
    }

    [Fact]
    public void Growth_without_bound_is_refused_and_a_shrinking_product_never_gives_back()
    {
        var plan = Plan("product,model,hw,isl,osl,request_rate,growth_per_month,months,price_usd_per_gpu_hour\na,llama-3.1-8b,hgx_h100,100,10,1,10,240,1\nb,llama-3.1-8b,hgx_h100,1000,100,200,-0.3,240,0\n");
        Assert.Contains("more than 10,000,000 GPUs within 240 months", Assert.Single(plan.Refused).Reason, StringComparison.Ordinal);
        var fleet = Assert.Single(plan.Fleets);
        Assert.Equal(fleet.Months[0].Committed, fleet.Months[^1].Committed);
        Assert.Equal(0, fleet.Bill!.Value.Total);
        Assert.All(DemandReport.Plots(fleet).Split('\n').Where(line => line.Contains('|', StringComparison.Ordinal)), line => Assert.True(line.Length <= 80, line));
        Assert.DoesNotContain("NaN", DemandReport.ReserveOrBurst(fleet), StringComparison.Ordinal);
    }

    private static DemandPlan Plan(string text)
    {
        using var folder = new TemporaryFolder();
        return new DemandPlanner(Repository.Catalog, null).Plan(DemandReader.Read(folder.Write("demand.csv", text), Repository.Catalog));
    }

    private static string Csv(DemandPlan plan)
    {
        using var text = new StringWriter();
        new DemandReport(plan).WriteCsv(text);
        return text.ToString();
    }
}
