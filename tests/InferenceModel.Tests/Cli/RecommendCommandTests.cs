using System.Text.Json;
using InferenceModel.Cli.Commands;
using Xunit;

namespace InferenceModel.Tests.Cli;

/// <summary><c>infermodel recommend</c> from question to answer.</summary>
public sealed class RecommendCommandTests
{
    public static TheoryData<string> Questions =>
    [
        "--model llama-3.1-8b --system hgx_h100 --gpus 8 --isl 1000 --osl 200 --ttft 400 --tpot 15 --serving aggregated",
        "--model llama-3.1-8b --system hgx_h100,l40s_pcie --request-rate 30 --isl 2000 --osl 150 --ttft 800 --tpot 30 --percentile 99",
        "--model llama-3.1-8b --system hgx_h200 --request-rate 12 --isl 6000 --osl 100 --ttft 600 --tpot 12 --e2e 2500 --percentile 95 --serving disaggregated",
        "--model qwen3-30b-a3b --system hgx_h100 --concurrency 200 --isl 500 --osl 500 --tpot 25 --percentile 50 --headroom 0.2 --spare 1 --engine sglang",
    ];

    [Theory]
    [MemberData(nameof(Questions))]
    public void Every_recommendation_keeps_when_simulated_and_estimated_what_was_asked(string question)
    {
        var words = question.Split(' ');
        var (code, output, _) = CommandLineTests.Run(["recommend", .. words, "--top", "3", "--json", "--quiet"]);
        Assert.Equal((int)ExitCode.Ok, code);
        using var answer = JsonDocument.Parse(output);
        var best = answer.RootElement.GetProperty("best").EnumerateArray().ToList();
        Assert.NotEmpty(best);
        foreach (var (option, member) in new[] { ("--ttft", "ttft_ms"), ("--tpot", "tpot_ms"), ("--e2e", "e2el_ms") }.Where(limit => words.Contains(limit.Item1)))
        {
            var limit = double.Parse(words[Array.IndexOf(words, option) + 1], System.Globalization.CultureInfo.InvariantCulture);
            Assert.All(best, plan => Assert.InRange(plan.GetProperty(member).GetDouble(), 0.001, limit));
            Assert.All(best, plan => Assert.InRange(plan.GetProperty("simulated_" + member).GetDouble(), 0.001, limit));
        }

        if (words.Contains("--request-rate"))
        {
            var rate = double.Parse(words[Array.IndexOf(words, "--request-rate") + 1], System.Globalization.CultureInfo.InvariantCulture);
            Assert.All(best, plan => Assert.True(plan.GetProperty("request_rate").GetDouble() >= rate * (1 - 1e-5)));
        }
    }

    [Fact]
    public void Where_none_keeps_the_level_the_nearest_says_what_it_misses_and_by_how_much()
    {
        // 32 GB of fp8 weights over eight H200 take 0.85 ms; eight ranks need several times that with all-reduces and launches.
        var (code, output, _) = CommandLineTests.Run("recommend", "--model", "qwen3-32b-fp8", "--system", "hgx_h200", "--gpus", "16", "--isl", "4000", "--osl", "500", "--tpot", "2", "--quiet");
        Assert.Equal((int)ExitCode.NothingFeasible, code);
        Assert.StartsWith("No deployment keeps the service level. Nearest: ", output, StringComparison.Ordinal);
        Assert.Matches(@"(time per output token [\d.]+ ms is|reading the dense weights takes [\d.]+ ms,) \d+ % above", output.Replace("\n  ", " ", StringComparison.Ordinal));
        Assert.Contains("bound: reading the dense weights takes", CommandLineTests.Run("recommend", "--model", "qwen3-32b-fp8", "--system", "hgx_h200", "--gpus", "16", "--tpot", "2", "--quiet", "--json").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_answer_in_words_fits_eighty_columns_and_adds_up()
    {
        var (code, output, _) = CommandLineTests.Run(
            "recommend", "--model", "llama-3.1-8b", "--system", "hgx_h100", "--gpus", "8", "--isl", "1000", "--osl", "200", "--ttft", "400", "--tpot", "15", "--no-simulation", "--quiet");
        Assert.Equal((int)ExitCode.Ok, code);
        Assert.All(output.Split('\n'), line => Assert.True(line.TrimEnd().Length <= 80, line));
        Assert.Matches(@"^8 GPUs = \d+ (replicas?|prefill) x \d+, TP\d", output);
        Assert.Contains("wins in $/Mtok: ", output.Replace("\n  ", " ", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("loses by ", output.Replace("\n  ", " ", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("not ", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Predictions_go_out_in_another_form_and_come_back_as_runs()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "out.json");
        Assert.Equal((int)ExitCode.Ok, CommandLineTests.Run("run", Path.Combine(Repository.Root, "scenarios", "quickstart.csv"), "--export", "vllm-bench=" + file, "--quiet").Code);
        var (code, output, _) = CommandLineTests.Run("validate", "serving", "--data", file, "--quiet", "--json");
        Assert.Equal((int)ExitCode.Ok, code);
        Assert.Contains("\"rows\"", output, StringComparison.Ordinal);

        var (refused, _, errors) = CommandLineTests.Run("run", Path.Combine(Repository.Root, "scenarios", "quickstart.csv"), "--export", "excel=" + file);
        Assert.Equal((int)ExitCode.Usage, refused);
        Assert.Contains("vllm-bench, aiperf, aiconfigurator, inferencex", errors, StringComparison.Ordinal);
    }
}
