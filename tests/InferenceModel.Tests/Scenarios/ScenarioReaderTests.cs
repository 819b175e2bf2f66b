using InferenceModel.Catalog;
using InferenceModel.Estimation;
using InferenceModel.Scenarios;
using InferenceModel.Workloads;
using Xunit;

namespace InferenceModel.Tests.Scenarios;

public sealed class ScenarioReaderTests
{
    private const string Header = "scenario_id,model,hw,tp,isl,osl,concurrency,team\n";
    private const string Good = "a,llama-3.1-8b,hgx_h100,1,1000,100,8,blue\n";

    [Theory]
    [InlineData("a,llama-3.1-8b,hgx_h100,1,1000,100,,blue\n", "concurrency")]
    [InlineData("a,llama-3.1-8b,hgx_h100,1,-5,100,8,blue\n", "isl")]
    [InlineData("a,llama-3.1-8b,hgx_h100,1,1e30,100,8,blue\n", "isl")]
    [InlineData("a,llama-3.1-8b,hgx_h100,1.5,1000,100,8,blue\n", "tp")]
    [InlineData("a,llama-3.1-8b,hgx_h100,one,1000,100,8,blue\n", "tp")]
    [InlineData("a,llama-3.1-8b,hgx_h101,1,1000,100,8,blue\n", "hw")]
    [InlineData("a,lama,hgx_h100,1,1000,100,8,blue\n", "model")]
    [InlineData("a,,hgx_h100,1,1000,100,8,blue\n", "model")]
    [InlineData("a,llama-3.1-8b,hgx_h100,1,1000,100,NaN,blue\n", "concurrency")]
    [InlineData("a,llama-3.1-8b,hgx_h100,1,1000,100,8,=1+1\n", "cell")]
    [InlineData("a,llama-3.1-8b,hgx_h100,1,1000,100,8,\"@SUM(A1)\"\n", "cell")]
    [InlineData("a,llama-3.1-8b,hgx_h100,1,1000,100,8\n", "row")]
    [InlineData(Good + "a,llama-3.1-8b,hgx_h100,1,1000,100,8,red\n", "scenario_id")]
    public void A_faulty_cell_is_named_with_line_and_column(string rows, string subject)
    {
        var file = ScenarioReader.Parse("test.csv", Header + rows, Repository.Catalog);
        var finding = Assert.Single(file.Findings);
        Assert.Equal(subject, finding.Subject);
        Assert.True(finding.Line >= 2);
    }

    [Fact]
    public void All_faults_of_all_rows_are_reported_at_once()
    {
        var file = ScenarioReader.Parse("test.csv", Header + "a,lama,hgx_h100,0,-1,100,8,x\nb,llama-3.1-8b,nothing,1,1,-1,8,y\n", Repository.Catalog);
        Assert.Equal(5, file.Findings.Length);
        Assert.Equal([2, 2, 2, 3, 3], file.Findings.Select(finding => finding.Line));
    }

    [Theory]
    [InlineData("")]
    [InlineData("model,hw,isl\n")]
    [InlineData("model,hw,isl,osl\nllama-3.1-8b,hgx_h100,1,1\n")]
    [InlineData("model,model,hw,isl,osl,concurrency\na,b,c,1,1,1\n")]
    public void A_faulty_header_is_refused(string text) =>
        Assert.Throws<BadInputException>(() => ScenarioReader.Parse("test.csv", text, Repository.Catalog));

    [Fact]
    public void A_file_without_rows_is_refused() => Assert.NotEmpty(ScenarioReader.Parse("test.csv", Header, Repository.Catalog).Findings);

    [Fact]
    public void Other_encodings_zero_bytes_and_giants_are_refused()
    {
        using var folder = new TemporaryFolder();
        Refused(folder.Write("utf16.csv", System.Text.Encoding.Unicode.GetPreamble().Concat(System.Text.Encoding.Unicode.GetBytes(Header)).ToArray()), "UTF-8");
        Refused(folder.Write("latin.csv", [.. System.Text.Encoding.UTF8.GetBytes(Header), 0xE4, 0x0A]), "UTF-8");
        Refused(folder.Write("zero.csv", [.. System.Text.Encoding.UTF8.GetBytes(Header), 0x00]), "not text");
        var giant = Path.Combine(folder.Path, "giant.csv");
        using (var stream = File.Create(giant))
        {
            stream.SetLength(100L * 1024 * 1024);
        }

        Refused(giant, "at most");
    }

    [Fact]
    public void A_byte_order_mark_and_windows_line_ends_do_no_harm()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("bom.csv", [0xEF, 0xBB, 0xBF, .. System.Text.Encoding.UTF8.GetBytes((Header + Good).Replace("\n", "\r\n", StringComparison.Ordinal))]);
        Assert.Empty(ScenarioReader.Read(path, Repository.Catalog).Findings);
    }

    [Fact]
    public void Users_become_a_peak_rate()
    {
        // 10,000 users x 0.2 active x 1 request a minute / 60 x 2 = 66.7 requests/s
        var file = ScenarioReader.Parse("test.csv", "model,hw,isl,osl,users\nllama-3.1-8b,hgx_h100,100,100,10000\n", Repository.Catalog);
        Assert.Equal(10000 * 0.2 / 60 * 2, Assert.IsType<Load.OpenLoop>(file.Rows[0].Scenario!.Load).RequestsPerSecond, 9);
    }

    [Theory]
    [InlineData("llama-3.1-70b,hgx_h100,1,1000,100,8", EstimateStatus.InfeasibleMemory)]
    [InlineData("llama-3.1-70b,hgx_h100,3,1000,100,8", EstimateStatus.Unsupported)]
    [InlineData("llama-3.1-8b,hgx_h100,1,200000,100,8", EstimateStatus.Unsupported)]
    [InlineData("llama-3.1-8b,hgx_h100,1,1000,100,100000", EstimateStatus.Saturated)]
    [InlineData("llama-3.1-8b,hgx_h100,1,1000,100,8", EstimateStatus.Ok)]
    public void A_row_that_cannot_be_served_stays_with_its_reason(string row, EstimateStatus status)
    {
        var file = ScenarioReader.Parse("test.csv", "model,hw,tp,isl,osl,concurrency\n" + row + "\n", Repository.Catalog);
        var result = Assert.Single(new ScenarioRunner(Repository.Catalog).Run(file.Rows));
        Assert.Equal(status, result.Status);
        Assert.Equal(status != EstimateStatus.Ok, result.Reason.Length > 0);
    }

    [Fact]
    public void Any_changed_bytes_are_answered_without_an_exception_of_ours()
    {
        var random = new Random(7);
        for (var i = 0; i < 500; i++)
        {
            var text = (Header + Good + Good.Replace("a,", "b,", StringComparison.Ordinal)).ToCharArray();
            for (var j = random.Next(1, 6); j > 0; j--)
            {
                text[random.Next(text.Length)] = (char)random.Next(9, 127);
            }

            try
            {
                var file = ScenarioReader.Parse("fuzzed.csv", new string(text), Repository.Catalog);
                Assert.All(file.Rows, row => Assert.True(row.Scenario is not null || row.Fault.Length > 0));
            }
            catch (BadInputException exception)
            {
                Assert.NotEmpty(exception.Findings);
            }
        }
    }

    private static void Refused(string path, string why) =>
        Assert.Contains(why, Assert.Throws<BadInputException>(() => ScenarioReader.Read(path, Repository.Catalog)).Message, StringComparison.Ordinal);
}
