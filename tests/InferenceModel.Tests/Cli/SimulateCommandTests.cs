using System.Text.Json;
using Xunit;

namespace InferenceModel.Tests.Cli;

public sealed class SimulateCommandTests
{
    private static readonly string[] Machine = ["simulate", "--model", "llama-3.1-8b", "--system", "hgx_h100"];

    [Fact]
    public void Json_holds_counts_and_latencies()
    {
        using var folder = new TemporaryFolder();
        var (rows, timeline) = (Path.Combine(folder.Path, "rows.csv"), Path.Combine(folder.Path, "timeline.json"));
        var (code, output, _) = Run([.. Machine, "--poisson", "10", "--isl", "200", "--osl", "50", "--count", "100", "--json", "--requests", rows, "--chrome-trace", timeline]);
        Assert.Equal(0, code);
        var root = JsonDocument.Parse(output).RootElement;
        Assert.Equal(100, root.GetProperty("requests").GetInt32());
        Assert.Equal(100, root.GetProperty("completed").GetInt32());
        Assert.True(root.GetProperty("ttft_ms").GetProperty("p99").GetDouble() >= root.GetProperty("ttft_ms").GetProperty("p50").GetDouble());
        Assert.True(root.GetProperty("output_throughput").GetDouble() > 0);
        Assert.Equal(101, File.ReadAllLines(rows).Length);
        Assert.True(JsonDocument.Parse(File.ReadAllText(timeline)).RootElement.GetProperty("traceEvents").GetArrayLength() > 200);
    }

    [Theory]
    [InlineData("arrival_s,input_tokens,output_tokens\n0,100,10\n1.5,200,20\n", 2)]
    [InlineData("TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:15:46.6805900,374,44\n2023-11-16 18:15:50.9951690,396,109", 2)]
    [InlineData("Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\n5,ChatGPT,472,18,490,Conversation log\n45,ChatGPT,1087,230,1317,Conversation log\n", 2)]
    [InlineData("{\"timestamp\": 0, \"input_length\": 1100, \"output_length\": 5, \"hash_ids\": [0, 1, 2]}\n{\"timestamp\": 900, \"input_length\": 1200, \"output_length\": 4, \"hash_ids\": [0, 1, 3]}\n", 2)]
    [InlineData("{\"input_toks\": 2358, \"output_toks\": 53, \"arrival_time_ns\": 46926808}\n", 1)]
    [InlineData("{\"backend\": \"vllm\", \"input_lens\": [100, 200], \"output_lens\": [5, 6],\n \"start_times\": [10.5, 11.0]}\n", 2)]
    public void Every_layout_of_a_trace_is_read(string text, int requests)
    {
        using var folder = new TemporaryFolder();
        var trace = Path.Combine(folder.Path, "trace");
        File.WriteAllText(trace, text);
        var (code, output, errors) = Run([.. Machine, "--trace", trace, "--json"]);
        Assert.True(code == 0, errors);
        Assert.Equal(requests, JsonDocument.Parse(output).RootElement.GetProperty("completed").GetInt32());
        Assert.Equal(text.Contains("hash_ids", StringComparison.Ordinal), JsonDocument.Parse(output).RootElement.GetProperty("prefix_hit_rate").GetDouble() > 0);
    }

    [Fact]
    public void Faults_of_a_trace_are_told_with_line_and_column()
    {
        using var folder = new TemporaryFolder();
        var trace = Path.Combine(folder.Path, "trace.csv");
        File.WriteAllText(trace, "arrival_s,input_tokens,output_tokens\n0,many,10\nlater,200,20\n");
        var (code, output, errors) = Run([.. Machine, "--trace", trace]);
        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.Contains("trace.csv:2:2", errors, StringComparison.Ordinal);
        Assert.Contains("trace.csv:3:1", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--count", "10")]
    [InlineData("--poisson", "-1")]
    [InlineData("--poisson", "1", "--routing", "nearest")]
    [InlineData("--poisson", "1", "--faults", "1:2")]
    [InlineData("--poisson", "1", "--trace", "x.csv")]
    [InlineData("--poisson", "1", "--kv-blocks", "0")]
    [InlineData("--poisson", "1", "--gamma", "1:1")]
    [InlineData("--gamma", "0:1")]
    [InlineData("--sessions", "1:2")]
    [InlineData("--poisson", "1", "--scheduler", "best")]
    [InlineData("--poisson", "1", "--tenants", "0:1")]
    [InlineData("--poisson", "1", "--disagg", "1:1", "--autoscale", "1:2:4:1")]
    [InlineData("--poisson", "1", "--timeline", "unwritten.csv", "--interval", "0")]
    public void A_faulty_command_line_is_refused_in_a_sentence(params string[] arguments)
    {
        var (code, output, errors) = Run([.. Machine, .. arguments]);
        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
        Assert.NotEmpty(errors);
    }

    [Fact]
    public void Fleets_are_simulated()
    {
        var (code, output, errors) = Run([.. Machine, "--poisson", "5", "--isl", "300", "--osl", "40", "--count", "300", "--disagg", "2:1", "--speculate", "2:0.6", "--faults", "20:2:3", "--slo", "500:50", "--json"]);
        Assert.True(code == 0, errors);
        var root = JsonDocument.Parse(output).RootElement;
        Assert.Equal(300, root.GetProperty("completed").GetInt32() + root.GetProperty("lost").GetInt32() + root.GetProperty("rejected").GetInt32());
        Assert.True(root.GetProperty("goodput").GetDouble() > 0);
    }

    [Theory]
    [InlineData("--constant", "20")]
    [InlineData("--gamma", "20:3")]
    [InlineData("--diurnal", "20:0.8:0.01")]
    [InlineData("--poisson", "20", "--log-normal", "1")]
    [InlineData("--poisson", "20", "--prefix-tokens", "128")]
    [InlineData("--concurrency", "8", "--least-length", "0.8")]
    [InlineData("--poisson", "20", "--scheduler", "sglang", "--no-prefix-cache", "--schedule-ahead")]
    [InlineData("--poisson", "20", "--scheduler", "static", "--no-chunked-prefill", "--watermark", "0.01")]
    [InlineData("--poisson", "20", "--adapters", "2:5:0.05", "--adapter-count", "3")]
    [InlineData("--poisson", "20", "--replicas", "2", "--routing", "prefix_aware", "--router-view-age", "0.5", "--long-prefill-threshold", "64")]
    [InlineData("--poisson", "20", "--autoscale", "1:3:4:1:2:3")]
    [InlineData("--poisson", "20", "--disagg", "1:1", "--prefill-system", "hgx_h200", "--prefill-tp", "2", "--stream-layers", "32", "--first-token-early")]
    public void Every_kind_of_load_and_machine_serves_all_requests(params string[] arguments)
    {
        var (code, output, errors) = Run([.. Machine, .. arguments, "--isl", "200", "--osl", "20", "--count", "200", "--json"]);
        Assert.True(code == 0, errors);
        Assert.Equal(200, JsonDocument.Parse(output).RootElement.GetProperty("completed").GetInt32());
    }

    [Fact]
    public void Conversations_grow_and_share_what_was_said()
    {
        var (code, output, errors) = Run([.. Machine, "--sessions", "2:6:1:4000", "--isl", "200", "--osl", "100", "--count", "100", "--tiers", "200000:50:10,2000000:5:100", "--json"]);
        Assert.True(code == 0, errors);
        var root = JsonDocument.Parse(output).RootElement;

        // Six turns each on average; each sends all before again: the mean prompt is far longer than what a turn adds.
        Assert.InRange(root.GetProperty("completed").GetInt32(), 400, 900);
        Assert.True(root.GetProperty("input_throughput").GetDouble() > 3 * root.GetProperty("request_throughput").GetDouble() * 200);
        Assert.True(root.GetProperty("prefix_hit_rate").GetDouble() > 0.5);
    }

    [Fact]
    public void A_tenant_of_higher_priority_waits_less_and_fairness_gives_the_small_one_its_share()
    {
        static double FirstToken(JsonElement root, int tenant) => root.GetProperty("tenants")[tenant].GetProperty("ttft_ms_mean").GetDouble();
        JsonElement Play(string policy) => JsonDocument.Parse(Run(
            [.. Machine, "--poisson", "40", "--isl", "400", "--osl", "200", "--count", "1500", "--max-sequences", "16", "--tenants", "9:1,1:0", "--policy", policy, "--json"]).Output).RootElement;
        var (first, priority, fair) = (Play("fcfs"), Play("priority"), Play("fair"));
        Assert.InRange(FirstToken(first, 0) / FirstToken(first, 1), 0.8, 1.25);
        Assert.True(FirstToken(priority, 1) < 0.2 * FirstToken(priority, 0));
        Assert.True(FirstToken(fair, 1) < 0.5 * FirstToken(fair, 0));
    }

    [Fact]
    public void Admission_rejects_what_is_too_much()
    {
        var (_, output, _) = Run([.. Machine, "--concurrency", "50", "--isl", "200", "--osl", "50", "--count", "200", "--admit", "10", "--json"]);
        var root = JsonDocument.Parse(output).RootElement;
        Assert.True(root.GetProperty("rejected").GetInt32() > 0);
        Assert.Equal(200, root.GetProperty("rejected").GetInt32() + root.GetProperty("completed").GetInt32());
    }

    [Fact]
    public void Separate_machines_of_a_scenario_are_simulated_and_rows_that_are_not_say_so()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "rows.csv");
        const string Pools = "llama-3.1-8b,hgx_h100,true,1,2,1,2,1000,100,";
        File.WriteAllText(file, $"model,hw,disagg,prefill_tp,prefill_workers,decode_tp,decode_workers,isl,osl,request_rate,concurrency\n{Pools}20,\n{Pools},32\n{Pools}1000,\n");
        var estimated = JsonDocument.Parse(Run(["run", file, "--json", "--fidelity", "estimate"]).Output).RootElement.GetProperty("rows");
        var simulated = JsonDocument.Parse(Run(["run", file, "--json", "--fidelity", "simulate"]).Output).RootElement.GetProperty("rows");
        for (var row = 0; row < 2; row++)
        {
            var (one, other) = (estimated[row].GetProperty("mean_tpot_ms").GetDouble(), simulated[row].GetProperty("mean_tpot_ms").GetDouble());
            Assert.NotEqual(one, other);
            Assert.InRange(other / one, 0.7, 1.4);
            Assert.InRange(simulated[row].GetProperty("kv_cache_util").GetDouble(), 1e-4, 0.5);
        }

        Assert.Contains("estimated, not simulated", simulated[2].GetProperty("status_reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_can_simulate_the_same_columns()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "rows.csv");
        File.WriteAllText(file, "model,hw,isl,osl,concurrency,request_rate\nllama-3.1-8b,hgx_h100,500,100,8,\nllama-3.1-8b,hgx_h100,500,100,,4\n");
        var estimated = JsonDocument.Parse(Run(["run", file, "--json", "--fidelity", "estimate"]).Output).RootElement.GetProperty("rows");
        var (code, output, errors) = Run(["run", file, "--json", "--fidelity", "simulate"]);
        Assert.True(code == 0, errors);
        var simulated = JsonDocument.Parse(output).RootElement.GetProperty("rows");
        for (var row = 0; row < 2; row++)
        {
            Assert.Equal(estimated[row].EnumerateObject().Select(column => column.Name), simulated[row].EnumerateObject().Select(column => column.Name));
            var (one, other) = (estimated[row].GetProperty("mean_tpot_ms").GetDouble(), simulated[row].GetProperty("mean_tpot_ms").GetDouble());
            Assert.InRange(other / one, 0.8, 1.25);
        }
    }

    private static (int Code, string Output, string Errors) Run(string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = InferenceModel.Cli.Commands.Cli.Run([.. arguments, "--models-path", Path.Combine(Repository.Root, "models")], output, errors);
        return (code, output.ToString(), errors.ToString());
    }
}
