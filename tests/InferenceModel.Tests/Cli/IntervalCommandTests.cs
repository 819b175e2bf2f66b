using System.Text.Json;
using InferenceModel.Cli.Commands;
using Xunit;

namespace InferenceModel.Tests.Cli;

/// <summary>Every verb that predicts says within which bounds.</summary>
public sealed class IntervalCommandTests
{
    private const string Header =
        "id,engine,speculative,conflict,model,system,precision,gemm_precision,moe_precision,serving,isl,osl,concurrency,tp,pp,attention_dp,moe_tp,moe_ep,ttft_ms,tpot_ms\n";

    private static readonly string Quickstart = Path.Combine(Repository.Root, "scenarios", "quickstart.csv");

    [Fact]
    public void Figures_of_run_lie_between_the_ends_of_their_intervals()
    {
        var rows = Json("run", Quickstart, "--json", "--quiet").GetProperty("rows").EnumerateArray().Where(row => row.TryGetProperty("mean_tpot_ms", out _)).ToList();
        Assert.NotEmpty(rows);
        foreach (var row in rows)
        {
            Assert.Contains(row.GetProperty("confidence").GetString(), (string[])["high", "medium", "low"]);
            foreach (var name in (string[])["mean_tpot_ms", "p99_tpot_ms", "mean_e2el_ms", "tok_s_user", "output_tput_per_gpu", "usd_per_mtok_total"])
            {
                var (low, high) = (row.GetProperty(name + "_lo").GetDouble(), row.GetProperty(name + "_hi").GetDouble());
                Assert.True(low <= high, name);
                Assert.True(low > 0, name);
            }
        }
    }

    [Fact]
    public void A_stream_that_is_carried_sets_the_throughput()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("open.csv", "model,hw,tp,isl,osl,request_rate\nllama-3.1-70b,hgx_h100,4,1024,256,0.5\n");
        var row = Json("run", file, "--json", "--quiet").GetProperty("rows")[0];
        Assert.Equal(row.GetProperty("output_tput_per_gpu").GetDouble(), row.GetProperty("output_tput_per_gpu_hi").GetDouble(), 1e-6);
        Assert.Equal(row.GetProperty("usd_per_mtok_total").GetDouble(), row.GetProperty("usd_per_mtok_total_lo").GetDouble(), 1e-6);
        Assert.Contains("load", row.GetProperty("not_measured").GetString()!, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_says_what_the_interval_rests_on()
    {
        var (code, output, _) = Run("explain", Quickstart, "--row", "70b-tp4");
        Assert.Equal((int)ExitCode.Ok, code);
        Assert.Contains("times the prediction; PerToken: closed", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Simulations_and_recommendations_carry_intervals()
    {
        var simulated = Json("simulate", "--concurrency", "8", "--count", "50", "--isl", "512", "--osl", "64", "--model", "llama-3.1-8b", "--system", "hgx_h100", "--json", "--quiet");
        var latency = simulated.GetProperty("tpot_ms");
        Assert.True(latency.GetProperty("mean_lo").GetDouble() < latency.GetProperty("mean_hi").GetDouble());
        var best = Json("recommend", "--model", "llama-3.1-8b", "--system", "hgx_h100", "--gpus", "1", "--isl", "512", "--osl", "64", "--top", "1", "--json", "--quiet").GetProperty("best")[0];
        Assert.True(best.GetProperty("simulated_tpot_ms_lo").GetDouble() < best.GetProperty("simulated_tpot_ms_hi").GetDouble());
    }

    [Fact]
    public void Validation_fills_a_folder_and_compares_with_another_tool()
    {
        using var folder = new TemporaryFolder();
        string Row(string id, int tp, double ttft, double tpot) => $"{id},vllm,none,False,meta-llama/Llama-3.1-70B,h100_sxm,fp8,fp8,,aggregated,1024,1024,16,{tp},1,1,{tp},1,{ttft},{tpot}\n";
        var data = folder.Write("runs.csv", Header + Row("a", 4, 150, 12) + Row("b", 8, 100, 8));
        var rival = folder.Write("rival.csv", "id,aic_ttft_ms,aic_tpot_ms\na,150,12\n");
        var target = Path.Combine(folder.Path, "out");
        var report = Json("validate", "serving", "--data", data, "--against", rival, "--out", target, "--json", "--quiet");
        foreach (var name in (string[])["predictions.csv", "worst.csv", "scatter_tpot_ms.svg", "scatter_ttft_ms.svg"])
        {
            Assert.NotEqual(0, new FileInfo(Path.Combine(target, name)).Length);
        }

        // The rival repeats the measurement of row a: no error on the one row both predict.
        var theirs = report.GetProperty("against").EnumerateArray().First(row => row.GetProperty("model").GetString() == "theirs" && row.GetProperty("metric").GetString() == "tpot_ms");
        Assert.Equal((1, 0.0), (theirs.GetProperty("n").GetInt32(), theirs.GetProperty("median_abs_pct").GetDouble()));

        // Eight ranks are measured quicker than four; so they are predicted.
        var rank = report.GetProperty("ranks").EnumerateArray().First(test => test.GetProperty("metric").GetString() == "tpot_ms");
        Assert.Equal(("tensor parallel", 1, 100.0), (rank.GetProperty("choice").GetString(), rank.GetProperty("pairs").GetInt32(), rank.GetProperty("right_pct").GetDouble()));
        Assert.InRange(report.GetProperty("metrics").GetProperty("tpot_ms").GetProperty("coverage90_pct").GetDouble(), 0, 100);
    }

    [Fact]
    public void Intervals_are_learned_from_a_file_of_ones_own()
    {
        using var folder = new TemporaryFolder();
        var rows = string.Concat(
            from tp in (int[])[2, 4, 8]
            from engine in (string[])["vllm", "trtllm"]
            from clients in (int[])[4, 16]
            select $"{engine}-{tp}-{clients},{engine},none,False,meta-llama/Llama-3.1-70B,h100_sxm,fp8,fp8,,aggregated,1024,1024,{clients},{tp},1,1,{tp},1,{200 + clients},{(40.0 / tp) + clients}\n");
        Directory.CreateDirectory(Path.Combine(folder.Path, "calibrations"));
        var table = Json("calibrate", "serving", "--data", folder.Write("runs.csv", Header + rows), "--out", folder.Path, "--folds", "3", "--json", "--quiet");
        Assert.Contains(table.EnumerateArray(), row => row.GetProperty("left_out").GetString() == "configurations" && row.GetProperty("rows").GetInt32() == 12);
        Assert.Contains("\"closed\"", File.ReadAllText(Path.Combine(folder.Path, "calibrations", "serving-intervals.json")), StringComparison.Ordinal);
    }

    private static JsonElement Json(params string[] arguments)
    {
        var (code, output, errors) = Run(arguments);
        Assert.True(code == (int)ExitCode.Ok, errors);
        return JsonDocument.Parse(output).RootElement;
    }

    private static (int Code, string Output, string Errors) Run(params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        return (InferenceModel.Cli.Commands.Cli.Run(arguments, output, errors), output.ToString(), errors.ToString());
    }
}
