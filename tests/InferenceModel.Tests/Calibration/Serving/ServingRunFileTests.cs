using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using InferenceModel.Calibration.Serving;
using InferenceModel.Catalog;
using InferenceModel.Sharding;
using InferenceModel.Units;
using Xunit;

namespace InferenceModel.Tests.Calibration.Serving;

/// <summary>
/// Result files of other tools are read by their content. The files beside these tests are made by hand in the forms those tools write, with round
/// numbers; they are no measurements.
/// </summary>
public sealed class ServingRunFileTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "InferenceModel.Tests", "Calibration", "Serving", "Files");

    private static readonly RunDetails AiPerf = Details(("model", "qwen3-32b-fp8"), ("system", "hgx_h200"), ("engine", "vllm"), ("tp", "2"), ("concurrency", "8"));

    [Fact]
    public void Every_form_is_read_as_the_golden_file_says()
    {
        var text = new StringBuilder("id,source,model,system,engine,precision,prefill,plan,isl,osl,load,ttft_ms,tpot_ms,e2e_ms,output_tput_per_gpu,clean,reason\n");
        foreach (var file in Directory.GetFiles(Folder, "hand-made.*").Order(StringComparer.Ordinal))
        {
            foreach (var (run, reason) in ServingRunFile.Read(file, file.EndsWith("aiperf.csv", StringComparison.Ordinal) ? AiPerf : RunDetails.None))
            {
                text.Append(Line(run, reason)).Append('\n');
            }
        }

        var golden = Path.Combine(Folder, "imported.expected.csv");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDENS") == "1")
        {
            File.WriteAllText(golden, text.ToString());
        }

        Assert.Equal(File.ReadAllText(golden), text.ToString());
    }

    [Fact]
    public void A_benchmark_of_clients_gives_means_of_the_requests_completed()
    {
        var (run, _) = Bench(0);

        // 160,000 tokens of 160 prompts; 100 ms + 199 x 10 ms; 320 tokens/s on two GPUs.
        Assert.Equal((1000, 200), (run!.InputTokens, run.OutputTokens));
        Assert.Equal(new ServingRunLoad.Clients(16), run.Load);
        Assert.Equal(2090, run.EndToEnd!.Value.TotalMilliseconds, 6);
        Assert.Equal(160, run.OutputPerAccelerator!.Value, 9);
        Assert.Equal(new ShardingPlan(2), run.Plan);
        Assert.True(run.IsClean);
    }

    [Fact]
    public void A_limit_that_does_not_bind_leaves_the_rate_as_the_load()
    {
        // 3.92 requests/s x 0.85 s = 3.3 in flight, far below the limit of 64. Two of the hundred requests failed.
        var (run, _) = Bench(1);
        Assert.Equal(new ServingRunLoad.Rate(4), run!.Load);
        Assert.False(run.IsClean);
        Assert.Equal("h100_sxm", run.System);
    }

    [Fact]
    public void A_limit_that_binds_is_the_load()
    {
        // 4 requests/s x 0.97 s = 3.9 in flight with a limit of 4.
        var run = Read("{\"model_id\":\"m\",\"backend\":\"vllm\",\"system\":\"s\",\"tp\":1,\"completed\":10,\"total_input_tokens\":100,\"total_output_tokens\":100,\"request_rate\":9,\"max_concurrency\":4,\"request_throughput\":4,\"mean_e2el_ms\":970}");
        Assert.Equal(new ServingRunLoad.Clients(4), run[0].Run!.Load);
    }

    [Fact]
    public void Everything_at_once_is_a_full_queue_and_a_run_without_answers_is_none()
    {
        Assert.Equal(new ServingRunLoad.Queued(), Bench(2).Run!.Load);
        Assert.Equal("no request was completed", Bench(3).Reason);
    }

    [Fact]
    public void Pools_of_the_disaggregated_table_become_plans()
    {
        var (run, _) = ServingRunFile.Read(Path.Combine(Folder, "hand-made.aiconfigurator.disagg.csv"), RunDetails.None).Single();
        Assert.Equal(new ShardingPlan(2, Replicas: 3), run!.PrefillPlan);
        Assert.Equal(new ShardingPlan(2, Replicas: 2), run.Plan);

        // 1212 tokens/s on 3 x 2 + 2 x 2 GPUs.
        Assert.Equal(121.2, run.OutputPerAccelerator!.Value, 9);
    }

    [Fact]
    public void All_that_is_missing_is_named_at_once()
    {
        var fault = Assert.Throws<BadInputException>(() => ServingRunFile.Read(Path.Combine(Folder, "hand-made.aiperf.csv"), RunDetails.None));
        Assert.Equal(["--concurrency", "--engine", "--model", "--system", "--tp"], fault.Findings.Select(finding => finding.Subject).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_option_counts_more_than_the_file()
    {
        var run = ServingRunFile.Read(Path.Combine(Folder, "hand-made.vllm-bench.jsonl"), Details(("system", "hgx_b200"), ("tp", "4"), ("precision", "nvfp4")))[0].Run!;
        Assert.Equal(("hgx_b200", 4, "nvfp4"), (run.System, run.Plan.TensorParallel, run.Precision));
        Assert.Equal(80, run.OutputPerAccelerator!.Value, 9);
    }

    [Fact]
    public void Wrong_values_are_refused_with_the_accepted_range()
    {
        var fault = Assert.Throws<BadInputException>(() => ServingRunFile.Read(Path.Combine(Folder, "hand-made.aiperf.csv"), AiPerf with { Values = AiPerf.Values.SetItem("tp", "2.5").SetItem("precision", "fp7") }));
        Assert.Equal(["--precision", "--tp"], fault.Findings.Select(finding => finding.Subject).Order(StringComparer.Ordinal));
        Assert.Contains("a whole number from 1", fault.Message, StringComparison.Ordinal);
        Assert.Contains("$.completed 'ten'", Assert.Throws<BadInputException>(() => Read("{\"model_id\":\"m\",\"backend\":\"vllm\",\"system\":\"s\",\"tp\":1,\"completed\":\"ten\",\"total_input_tokens\":1,\"total_output_tokens\":1}")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_unit_that_is_no_time_is_refused()
    {
        var text = File.ReadAllText(Path.Combine(Folder, "hand-made.aiperf.csv")).Replace("Time to First Token (ms)", "Time to First Token (min)", StringComparison.Ordinal);
        Assert.Contains("a unit: ms", Assert.Throws<BadInputException>(() => Read(text, AiPerf)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_is_read_file_by_file_and_another_JSON_is_refused_with_the_forms_known()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a.json", File.ReadAllLines(Path.Combine(Folder, "hand-made.vllm-bench.jsonl"))[0]);
        folder.Write("b.csv", File.ReadAllText(Path.Combine(Folder, "hand-made.inferencex.csv")));
        folder.Write("notes.txt", "not read");
        Assert.Equal(["a", "hand-made"], ServingRunFile.Read(folder.Path, RunDetails.None).Select(row => row.Run!.Id));
        Assert.Contains("vllm bench serve", Assert.Throws<BadInputException>(() => Read("{\"a\":1}")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_read_is_predicted()
    {
        var runs = ServingRunFile.Read(Path.Combine(Folder, "hand-made.aiperf.csv"), AiPerf);
        var outcome = ServingValidation.Predict(runs, new ServingRunPredictor(Repository.Catalog), ServingFidelity.Estimate).Single();
        Assert.NotNull(outcome.Prediction);
        Assert.InRange(outcome.Prediction.Value.TimePerOutputToken.TotalMilliseconds, 3, 30);
    }

    private static RunDetails Details(params (string Name, string Value)[] values) => new(values.ToImmutableDictionary(pair => pair.Name, pair => pair.Value));

    private static (ServingRun? Run, string Reason) Bench(int index) => ServingRunFile.Read(Path.Combine(Folder, "hand-made.vllm-bench.jsonl"), RunDetails.None)[index];

    private static IReadOnlyList<(ServingRun? Run, string Reason)> Read(string text, RunDetails? details = null)
    {
        using var folder = new TemporaryFolder();
        return ServingRunFile.Read(folder.Write(text.StartsWith('{') ? "run.json" : "run.csv", text), details ?? RunDetails.None);
    }

    private static string Line(ServingRun? run, string reason)
    {
        static string Time(Seconds? time) => time is { } value ? value.TotalMilliseconds.ToString("G9", CultureInfo.InvariantCulture) : string.Empty;
        return run is null ? new string(',', 16) + reason : string.Join(',', new[]
        {
            run.Id, run.Labels.FirstOrDefault(label => label.By == "source").Key, run.Model, run.System, run.Engine, run.Precision, run.PrefillPlan?.ToString(), run.Plan.ToString(),
            run.InputTokens.ToString(CultureInfo.InvariantCulture), run.OutputTokens.ToString(CultureInfo.InvariantCulture), run.Load.ToString(),
            Time(run.TimeToFirstToken), Time(run.TimePerOutputToken), Time(run.EndToEnd), run.OutputPerAccelerator?.ToString("G9", CultureInfo.InvariantCulture), run.IsClean ? "clean" : "doubtful", reason,
        });
    }
}
