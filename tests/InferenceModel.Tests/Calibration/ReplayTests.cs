using InferenceModel.Calibration;
using InferenceModel.Catalog.Traces;
using InferenceModel.Interconnect;
using InferenceModel.Simulation;
using InferenceModel.Units;
using InferenceModel.Workloads;
using Xunit;

namespace InferenceModel.Tests.Calibration;

/// <summary>Recorded runs: how they are read, which machine and engine they stand for, and how well their replay holds. The runs lie beside the repository.</summary>
public sealed class ReplayTests
{
    private const string Absent = "the recorded runs are not beside the repository";

    private static readonly Lazy<IReadOnlyList<ReplayRun>> Runs = new(() => ReplayReader.Read(Path.Combine(Repository.SharedData!, "serving")));

    [Fact]
    public void A_recorded_run_states_its_engine_and_its_wires()
    {
        using var folder = new TemporaryFolder();
        var run = Directory.CreateDirectory(Path.Combine(folder.Path, "llmservingsim", "RTXPRO6000_Some")).FullName;
        File.WriteAllText(Path.Combine(run, "meta.json"), """{"vllm_version":"0.19.0","engine_kwargs":{"model":"Qwen/Qwen3-32B","tensor_parallel_size":2,"max_num_seqs":8,"max_num_batched_tokens":512}}""");
        File.WriteAllText(Path.Combine(run, "config.json"), """{"link_bw":16}""");
        File.WriteAllText(Path.Combine(run, "requests.jsonl"), """
            {"input_toks":10,"output_toks":5,"queued_ts":7.0,"first_token_ts":7.5,"last_token_ts":9.5}
            {"input_toks":20,"output_toks":1,"queued_ts":8.0,"first_token_ts":9.5,"last_token_ts":9.5}

            """);
        var read = Assert.Single(ReplayReader.Read(folder.Path));
        Assert.Equal(("vllm", "0.19.0", 2, 8), (read.Engine, read.EngineVersion, read.TensorParallel, read.MaximumSequences));
        Assert.Equal(16, read.Wire!.Value.TotalGiga, 9);
        Assert.True(read.IsTimedInEngine);
        Assert.Equal(1.0, read.TimeToFirstToken, 9);
        Assert.Equal(0.5, read.TimePerOutputToken, 9);
        Assert.Equal(6 / 2.5, read.OutputTokensPerSecond!.Value, 9);
    }

    [Fact]
    public void Wires_of_16_GB_a_second_on_PCI_Express_5_go_through_the_host_and_39_do_not()
    {
        var system = Repository.Catalog.Systems.Find("rtx_pro_6000_pcie")!;
        Assert.Equal(PathClass.ThroughHost, system.WithPathOf(BytesPerSecond.OfGiga(16)).Fabric.Tiers[0].Path);
        Assert.Equal(PathClass.SameRoot, system.WithPathOf(BytesPerSecond.OfGiga(39)).Fabric.Tiers[0].Path);
        var nvlink = Repository.Catalog.Systems.Find("hgx_h100")!;
        Assert.Same(nvlink, nvlink.WithPathOf(BytesPerSecond.OfGiga(16)));
    }

    [Theory]
    [InlineData("vllm")]
    [InlineData("sglang")]
    [InlineData("trtllm")]
    public void Through_the_host_an_all_reduce_takes_what_the_box_without_peer_access_measured(string engine)
    {
        var system = Repository.Catalog.Systems.Find("rtx_pro_6000_pcie")!.WithPathOf(BytesPerSecond.OfGiga(16));
        var group = CommunicationGroup.Lay(system.Fabric, 2, 1)!;
        var curve = Repository.Catalog.Engines.Find(engine)!.Collectives.Curve(CollectiveKind.AllReduce, group, LaunchMode.Graph);

        // aiconfigurator 095f58a, two RTX PRO 6000, vLLM 0.19: 4 KiB, 1 MiB and 16 MiB.
        foreach (var (bytes, measured) in new[] { (4096.0, 19.6), (1048576.0, 91.5), (16777216.0, 1117.6) })
        {
            Assert.InRange(curve.Time(new CollectiveCall(Bytes.Of(bytes), 0, 0)).Total.TotalMicroseconds / measured, 0.94, 1.06);
        }
    }

    [Fact]
    public void The_runs_on_RTX_PRO_6000_hold_on_physics_alone()
    {
        Assert.SkipWhen(Repository.SharedData is null, Absent);
        var report = Report(run => run.Source == "llmservingsim");
        Assert.InRange(report.Metrics["tpot_ms"].P90Absolute, 0, 6);
        Assert.InRange(report.Metrics["output_throughput"].P90Absolute, 0, 6);
        Assert.InRange(report.Metrics["ttft_ms"].P90Absolute, 0, 14);
    }

    [Fact]
    public void The_runs_on_H100_hold_in_time_end_to_end_for_each_token()
    {
        Assert.SkipWhen(Repository.SharedData is null, Absent);
        Assert.InRange(Report(run => run.Source == "apex").Metrics["e2e_per_token_ms"].MeanAbsolute, 0, 6);
    }

    [Fact]
    public void Floors_of_one_run_predict_the_other()
    {
        Assert.SkipWhen(Repository.SharedData is null, Absent);
        var runs = Runs.Value.Where(run => run.Source == "llmservingsim").ToList();
        var result = new ReplayValidation(Repository.Catalog).ValidateFitted(runs, run => run.Name.Contains("8B", StringComparison.Ordinal));
        Assert.Equal("vllm", Assert.Single(result.Floors).Engine);
        Assert.Equal(1, result.After.Rows);
        Assert.All(result.After.Metrics, metric => Assert.InRange(metric.Value.MeanAbsolute, 0, 5));
    }

    [Fact]
    public void Floors_that_made_a_run_are_found_again()
    {
        var made = new[] { 20, 60 }.Select(clients => Made($"{clients}", clients, Seconds.OfMilliseconds(5))).ToList();
        var result = new ReplayValidation(Repository.Catalog).ValidateFitted(made, run => run.Name == "20");
        var gap = Assert.Single(result.Floors).Constants.Single(constant => constant.Name == "host_gap");
        Assert.InRange(gap.After.TotalMilliseconds, 4.5, 5.5);
        Assert.InRange(result.Before.Metrics["tpot_ms"].MeanAbsolute, 10, 100);
        Assert.InRange(result.After.Metrics["tpot_ms"].MeanAbsolute, 0, 3);
    }

    /// <summary>A run that was simulated with another host gap than that of the catalogue.</summary>
    private static ReplayRun Made(string name, int clients, Seconds gap)
    {
        var prepared = Repository.Prepare("llama-3.1-8b", "hgx_h100", new(1), engine => engine with { HostGap = engine.HostGap with { Value = gap } });
        var trace = new RequestTrace(name, [.. Enumerable.Range(0, clients).Select(i => new RequestSpec(new SimTime(i * 50_000_000L), 200, 100))], 1);
        var metrics = new MetricsObserver();
        var group = ClosedLoopBenchmark.Group(prepared, 250, 1, ReplicaRole.Whole, null);
        new ServingSimulation(
            new SimulationSettings { Groups = [group], RequestOverhead = prepared.Deployment.Engine.RequestOverhead.Value }, new TraceSource(trace), metrics).Run();
        return new ReplayRun(name, "made", "llama-3.1-8b", "hgx_h100", "vllm", string.Empty, null, 1, 1024, 8192, trace)
        {
            TimeToFirstToken = metrics.TimeToFirstToken.Mean.Total,
            TimePerOutputToken = metrics.TimePerOutputToken.Mean.Total,
            OutputTokensPerSecond = metrics.OutputTokensPerSecond,
        };
    }

    private static ValidationReport Report(Func<ReplayRun, bool> chosen) => new ReplayValidation(Repository.Catalog).Validate([.. Runs.Value.Where(chosen)]);
}
