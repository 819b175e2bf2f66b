using System.Text.Json;
using InferenceModel.Cli.Commands;
using Xunit;

namespace InferenceModel.Tests.Cli;

public sealed class CommandLineTests
{
    private static readonly string Quickstart = Path.Combine(Repository.Root, "scenarios", "quickstart.csv");

    [Fact]
    public void Run_prints_a_table_no_wider_than_eighty_columns()
    {
        var (code, output, _) = Run("run", Quickstart);
        Assert.Equal((int)ExitCode.Ok, code);
        Assert.Contains("70b-tp4", output, StringComparison.Ordinal);
        Assert.All(output.Split('\n'), line => Assert.True(line.TrimEnd().Length <= 80, line));
    }

    [Fact]
    public void Run_writes_every_row_to_each_kind_of_file()
    {
        using var folder = new TemporaryFolder();
        foreach (var ending in new[] { "csv", "json", "md" })
        {
            var path = Path.Combine(folder.Path, "out." + ending);
            Assert.Equal((int)ExitCode.Ok, Run("run", Quickstart, "--out", path, "--quiet").Code);
            Assert.Contains("r1-nvl72", File.ReadAllText(path), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Recommendations_and_comparisons_write_reports_and_plots()
    {
        using var folder = new TemporaryFolder();
        string[] recommend = ["recommend", "--model", "llama-3.1-8b", "--system", "hgx_h100", "--gpus", "8", "--tpot", "20", "--no-simulation", "--quiet"];
        string[] compare = ["compare", "--model", "llama-3.1-8b", "--hw", "hgx_h100", "--concurrency", "16", "--quiet", "--pareto", "usd"];
        foreach (var (arguments, ending, holds) in new[] { (recommend, "md", "## Pareto"), (recommend, "html", "<h2>Growth by the month</h2>"), (recommend, "csv", "llama-3.1-8b,"), (compare, "svg", "$ per million tokens"), (compare, "html", "Plans of llama-3.1-8b") })
        {
            var path = Path.Combine(folder.Path, "out." + ending);
            Assert.Equal((int)ExitCode.Ok, Run([.. arguments, "--out", path]).Code);
            Assert.Contains(holds, File.ReadAllText(path), StringComparison.Ordinal);
        }

        Assert.Equal((int)ExitCode.Usage, Run([.. compare, "--out", Path.Combine(folder.Path, "out.docx")]).Code);
    }

    [Fact]
    public void A_faulty_file_ends_with_code_two_and_writes_nothing_over()
    {
        using var folder = new TemporaryFolder();
        var input = folder.Write("bad.csv", "model,hw,isl,osl,concurrency\nlama,hgx_h100,1,1,1\n");
        var output = folder.Write("out.csv", "precious");
        var (code, _, errors) = Run("run", input, "--out", output);
        Assert.Equal((int)ExitCode.Usage, code);
        Assert.Contains("bad.csv:2:1: model 'lama'", errors, StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(output));
    }

    [Fact]
    public void Faulty_rows_can_be_kept()
    {
        using var folder = new TemporaryFolder();
        var input = folder.Write("bad.csv", "model,hw,isl,osl,concurrency\nlama,hgx_h100,1,1,1\nllama-3.1-8b,hgx_h100,10,10,1\n");
        var output = Path.Combine(folder.Path, "out.csv");
        Assert.Equal((int)ExitCode.SomeRowsFailed, Run("run", input, "--keep-going", "--out", output).Code);
        var lines = File.ReadAllLines(output);
        Assert.Equal(3, lines.Length);
        Assert.Contains(",error,", lines[1], StringComparison.Ordinal);
        Assert.Contains(",ok,", lines[2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bogus")]
    [InlineData("run")]
    [InlineData("run", "nowhere.csv")]
    [InlineData("list", "everything")]
    [InlineData("run", "nowhere.csv", "--models-path", "nowhere")]
    [InlineData("compare", "-m", "llama-3.1-8b", "-s", "hgx_h100")]
    [InlineData("compare", "-m", "nothing", "-s", "nothing", "-c", "4")]
    [InlineData("list", "models", "--config", "nowhere.json")]
    public void A_faulty_command_line_ends_with_code_two_and_no_stack_trace(params string[] arguments)
    {
        var (code, _, errors) = Run(arguments);
        Assert.Equal((int)ExitCode.Usage, code);
        Assert.NotEmpty(errors);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_are_json_with_the_promised_members()
    {
        using var json = JsonDocument.Parse(Run("list", "models", "--json").Output);
        var llama = json.RootElement.EnumerateArray().Single(model => model.GetProperty("id").GetString() == "llama-3.1-8b");
        Assert.Equal(8_030_261_248, llama.GetProperty("parameters").GetInt64());
        Assert.Equal(8_030_261_248, llama.GetProperty("active_parameters").GetInt64());
        Assert.Equal(16_060_522_496, llama.GetProperty("weight_bytes").GetInt64());
        Assert.Equal(131_072, llama.GetProperty("kv_bytes_per_token").GetInt64());
        foreach (var what in new[] { "accelerators", "links", "systems", "engines", "prices" })
        {
            using var other = JsonDocument.Parse(Run("list", what, "--json").Output);
            Assert.All(other.RootElement.EnumerateArray(), entry => Assert.NotEmpty(entry.GetProperty("id").GetString()!));
        }
    }

    [Fact]
    public void Explain_shows_parts_that_add_up_and_their_sources()
    {
        using var json = JsonDocument.Parse(Run("explain", Quickstart, "--row", "70b-tp4", "--json").Output);
        var tree = json.RootElement.GetProperty("trees")[0];
        var parts = tree.GetProperty("parts").EnumerateArray().Sum(part => part.GetProperty("microseconds").GetDouble());
        Assert.Equal(1, parts / tree.GetProperty("microseconds").GetDouble(), 1e-4);
        Assert.Contains("aiconfigurator 095f58a", Run("explain", Quickstart, "--row", "70b-tp4").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Compare_ranks_every_valid_plan()
    {
        var (code, output, _) = Run("compare", "-m", "llama-3.1-70b", "-s", "hgx_h100", "-c", "32", "--json");
        Assert.Equal((int)ExitCode.Ok, code);
        using var json = JsonDocument.Parse(output);
        var plans = json.RootElement.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("scenario_id").GetString()).ToList();
        Assert.Contains("TP8", plans);
        Assert.Contains("TP4 PP2", plans);
        Assert.Equal(plans.Count, plans.Distinct().Count());
    }

    [Fact]
    public void Nothing_feasible_ends_with_code_three() =>
        Assert.Equal((int)ExitCode.NothingFeasible, Run("compare", "-m", "llama-3.1-405b", "-s", "l4_pcie", "-c", "4").Code);

    [Fact]
    public void The_version_and_completions_are_printed()
    {
        Assert.StartsWith("infermodel ", Run("--version").Output, StringComparison.Ordinal);
        Assert.Contains("complete -o default", Run("completion", "bash").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Collectives_answers_a_row_for_each_size_and_group()
    {
        var (code, output, _) = Run("collectives", "--system", "rubin_nvl72", "--ranks", "8,72", "--json");
        Assert.Equal((int)ExitCode.Ok, code);
        var rows = JsonDocument.Parse(output).RootElement.EnumerateArray().ToList();
        Assert.Equal(22, rows.Count);
        Assert.All(rows, row => Assert.InRange(row.GetProperty("time_us").GetDouble(), row.GetProperty("time_us_low").GetDouble(), row.GetProperty("time_us_high").GetDouble()));
        Assert.Equal((int)ExitCode.Usage, Run("collectives", "--system", "hgx_h100", "--ranks", "8,1e9").Code);
    }

    [Fact]
    public void Sensitivity_answers_a_row_for_each_lever()
    {
        var (code, output, _) = Run("sensitivity", Quickstart, "--row", "70b-tp8", "--against", "hgx_b200", "pcie5", "--json");
        Assert.Equal((int)ExitCode.Ok, code);
        var levers = JsonDocument.Parse(output).RootElement.EnumerateArray().Select(row => row.GetProperty("lever").GetString()).ToList();
        Assert.Contains("memory bandwidth", levers);
        Assert.Equal(6, levers.Count(lever => lever == "GPUs of a domain"));
        Assert.Equal(2, levers.Count(lever => lever == "machine"));
        Assert.Equal((int)ExitCode.Usage, Run("sensitivity", Quickstart, "--row", "none").Code);
    }

    [Fact]
    public void Plan_prints_months_hours_and_plots_no_wider_than_eighty_columns_and_writes_each_kind_of_file()
    {
        using var folder = new TemporaryFolder();
        var demand = folder.Write("demand.csv", "product,model,hw,isl,osl,users,growth_per_month,trough_share,months,start_month\nchat,llama-3.1-8b,hgx_h100,1024,256,100000,0.2,0.3,6,2027-01\n");
        var (code, output, errors) = Run("plan", demand, "--out", Path.Combine(folder.Path, "out.csv"));
        Assert.Equal((int)ExitCode.Ok, code);
        Assert.All(output.Split('\n').Where(line => line.StartsWith(" 2027", StringComparison.Ordinal) || line.Contains('|', StringComparison.Ordinal)), line => Assert.True(line.TrimEnd().Length <= 80, line));
        Assert.Equal(6, output.Split('\n').Count(line => line.StartsWith(" 2027-0", StringComparison.Ordinal)));
        Assert.Contains("worth committing to", output, StringComparison.Ordinal);
        Assert.Contains("days old on 2026-11-26", errors, StringComparison.Ordinal);
        Assert.Equal((int)ExitCode.Ok, Run("plan", demand, "--quiet", "--json", "--out", Path.Combine(folder.Path, "out.json")).Code);
        Assert.Equal((int)ExitCode.Ok, Run("plan", demand, "--quiet", "--out", Path.Combine(folder.Path, "out.md")).Code);
        Assert.Contains("chat,month,2027-06,", File.ReadAllText(Path.Combine(folder.Path, "out.csv")), StringComparison.Ordinal);
        Assert.Contains("| 2027-06 |", File.ReadAllText(Path.Combine(folder.Path, "out.md")), StringComparison.Ordinal);
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder.Path, "out.json")));
        Assert.Equal("hgx_h100", json.RootElement.GetProperty("fleets")[0].GetProperty("hw").GetString());
    }

    [Fact]
    public void Prices_are_warned_of_on_the_day_they_are_asked_on_and_not_on_a_quiet_run()
    {
        Assert.Contains("days old on 2026-11-26", Run("run", Quickstart).Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("days old", Run("run", Quickstart, "--as-of", "2026-05-15").Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("days old", Run("run", Quickstart, "--quiet").Errors, StringComparison.Ordinal);
        Assert.Equal((int)ExitCode.Usage, Run("run", Quickstart, "--as-of", "yesterday").Code);
    }

    [Fact]
    public void The_price_book_is_listed_with_terms_dates_sources_and_what_is_stale()
    {
        using var json = JsonDocument.Parse(Run("list", "prices", "--json", "--as-of", "2026-05-31").Output);
        var prices = json.RootElement.EnumerateArray().ToList();
        var h200 = prices.Single(price => price.GetProperty("id").GetString() == "h200_sxm" && price.GetProperty("terms").GetString() == "own_neocloud");
        Assert.Equal((1.74, "2026-04", 31), (h200.GetProperty("usd_per_gpu_hour").GetDouble(), h200.GetProperty("date").GetString(), h200.GetProperty("age_days").GetInt32()));
        Assert.All(prices, price => Assert.NotEmpty(price.GetProperty("source").GetString()!));
        Assert.Contains(prices, price => price.TryGetProperty("usd_per_mtok_output", out _) && price.TryGetProperty("stale", out _));
    }

    [Fact]
    public void Plan_refuses_bad_files_and_says_when_nothing_is_feasible()
    {
        using var folder = new TemporaryFolder();
        var (code, _, errors) = Run("plan", folder.Write("bad.csv", "product,model,hw,isl,osl,users\na,lama,hgx_h100,0,10,1\n"));
        Assert.Equal((int)ExitCode.Usage, code);
        Assert.Contains("bad.csv:2:2: model 'lama'", errors, StringComparison.Ordinal);
        Assert.Contains("bad.csv:2:4: isl '0': a number from 1 to", errors, StringComparison.Ordinal);
        Assert.Equal((int)ExitCode.NothingFeasible, Run("plan", folder.Write("no.csv", "product,model,hw,isl,osl,users,slo_ttft_ms\na,llama-3.1-8b,hgx_h100,1000,10,100,0.01\n")).Code);
    }

    [Fact]
    public void Explain_says_where_every_figure_of_cost_and_power_comes_from()
    {
        var file = Path.Combine(Repository.Root, "scenarios", "h200-or-b200.csv");
        using var json = JsonDocument.Parse(Run("explain", file, "--row", "h200-bought", "--json").Output);
        var cost = json.RootElement.GetProperty("cost").EnumerateArray().ToDictionary(figure => figure.GetProperty("name").GetString()!.Trim() + figure.GetProperty("value").GetString(), figure => figure.GetProperty("source").GetString()!);
        Assert.All(cost.Values, source => Assert.NotEmpty(source));
        foreach (var (name, source) in new[] { ("capital", "NREL"), ("energy", "USD/kWh"), ("licence", "stated"), ("tokens", "InferenceX"), ("allocated", "time prompts take"), ("effective", "60 %"), ("API", "DeepInfra"), ("power", "modelled"), ("carbon", "g/kWh") })
        {
            Assert.Contains(cost, figure => figure.Key.StartsWith(name, StringComparison.Ordinal) && figure.Value.Contains(source, StringComparison.Ordinal));
        }
    }

    internal static (int Code, string Output, string Errors) Run(params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        string[] all = arguments.Contains("--models-path") || arguments.Contains("--version") ? arguments : [.. arguments, "--models-path", Path.Combine(Repository.Root, "models")];
        var code = InferenceModel.Cli.Commands.Cli.Run(all, output, errors);
        return (code, output.ToString(), errors.ToString());
    }
}
