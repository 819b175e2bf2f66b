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
        foreach (var what in new[] { "accelerators", "links", "systems", "engines" })
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

    internal static (int Code, string Output, string Errors) Run(params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        string[] all = arguments.Contains("--models-path") || arguments.Contains("--version") ? arguments : [.. arguments, "--models-path", Path.Combine(Repository.Root, "models")];
        var code = InferenceModel.Cli.Commands.Cli.Run(all, output, errors);
        return (code, output.ToString(), errors.ToString());
    }
}
