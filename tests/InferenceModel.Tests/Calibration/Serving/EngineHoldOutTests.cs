using InferenceModel.Calibration.Serving;
using InferenceModel.Engines;
using InferenceModel.Estimation;
using InferenceModel.Units;
using Xunit;

namespace InferenceModel.Tests.Calibration.Serving;

/// <summary>What a fit moves, and what a prediction may know of what is left out of it.</summary>
public sealed class EngineHoldOutTests
{
    private const string Rows =
        "id,engine,speculative,conflict,model,system,precision,gemm_precision,moe_precision,serving,isl,osl,concurrency,tp,pp,attention_dp,moe_tp,moe_ep,prefill_workers,prefill_tp,decode_workers,decode_tp,ttft_ms,tpot_ms\n"
        + "a,sglang,none,False,meta-llama/Llama-3.1-8B,h100_sxm,bf16,,,aggregated,256,64,4,1,1,1,1,1,,,,,60,11\n"
        + "b,sglang,none,False,meta-llama/Llama-3.1-8B,h100_sxm,bf16,,,aggregated,256,64,8,1,1,1,1,1,,,,,80,12\n"
        + "c,sglang,none,False,Qwen/Qwen3-8B,h100_sxm,bf16,,,aggregated,256,64,8,1,1,1,1,1,,,,,90,13\n";

    [Fact]
    public void Engines_of_start_switches_follow_a_fit_where_they_state_nothing_else()
    {
        var (engines, vllm) = (Repository.Catalog.Engines, Repository.Catalog.Engines.Find("vllm")!);
        var fitted = Moved(Moved(vllm, "host_gap", 777), "eager_launch", 55);
        var change = new EngineChange(vllm, fitted);
        Assert.Same(fitted, change.Of(vllm));
        Assert.Equal(777, change.Of(engines.Find("vllm_marlin")!).HostGap.Value.TotalMicroseconds, 6);

        // Its file states a launch time of its own.
        var whole = change.Of(engines.Find("vllm_whole_graph")!);
        Assert.Equal((777.0, engines.Find("vllm_whole_graph")!.EagerLaunch.Value), (Math.Round(whole.HostGap.Value.TotalMicroseconds, 6), whole.EagerLaunch.Value));
        Assert.Equal(55, new EngineChange(vllm, fitted, Wholly: true).Of(engines.Find("vllm_whole_graph")!).EagerLaunch.Value.TotalMicroseconds, 6);

        // Versions and other engines are engines of their own.
        Assert.All(["vllm_sync", "sglang"], id => Assert.Same(engines.Find(id), change.Of(engines.Find(id)!)));
    }

    [Fact]
    public void What_has_no_like_left_is_predicted_with_assumed_host_times()
    {
        var runs = Read();
        var outcomes = new EngineHoldOut(Repository.Catalog).Predict(runs, _ => "all of them");
        var sglang = Repository.Catalog.Engines.Find("sglang")!;
        var assumed = new ServingRunPredictor(Repository.Catalog, tuned: engine => engine.Id == sglang.Id ? EngineConstant.WithoutRuns(engine) : engine);
        Assert.Equal(3, outcomes.Count);
        Assert.All(outcomes, outcome => Assert.Equal(assumed.Predict(outcome.Run!, ServingFidelity.Simulate, out _), outcome.Prediction));
        Assert.NotEqual(EngineConstant.WithoutRuns(sglang).RequestOverhead.Value, sglang.RequestOverhead.Value);
    }

    [Fact]
    public void A_model_left_out_is_predicted_by_a_fit_to_the_others_alone()
    {
        var runs = Read();
        var outcomes = new EngineHoldOut(Repository.Catalog).Predict(runs, run => run.Model);
        var assumed = new ServingRunPredictor(Repository.Catalog, tuned: EngineConstant.WithoutRuns);
        double Error(ServingPrediction prediction, ServingRun run) => Math.Abs(Math.Log(prediction.TimeToFirstToken / run.TimeToFirstToken!.Value));
        Assert.Equal(3, outcomes.Count);

        // Its like was slower than assumed, so that the fit brings it nearer.
        var left = outcomes.Single(outcome => outcome.Run!.Id == "c");
        Assert.True(Error(left.Prediction!.Value, left.Run!) < Error(assumed.Predict(left.Run!, ServingFidelity.Simulate, out _)!.Value, left.Run!));
    }

    [Fact]
    public void Throughput_of_clients_follows_from_their_latencies_for_measured_and_predicted_alike()
    {
        var run = Read()[0];
        var prediction = new ServingRunPredictor(Repository.Catalog).Predict(run, ServingFidelity.Simulate, out _)!.Value;

        // 4 clients, 64 tokens each (rows of one length): 4 x 64 / (TTFT + 63 TPOT).
        var whole = prediction.TimeToFirstToken + (prediction.TimePerOutputToken * 63);
        Assert.Equal(whole.TotalMilliseconds, prediction.EndToEnd.TotalMilliseconds, 9);
        Assert.Equal(4 * 64 / whole.Total, prediction.OutputPerAccelerator, 6);
        Assert.Equal(4 * 64 / (0.060 + (63 * 0.011)), run.OutputPerAccelerator!.Value, 6);
    }

    private static ServingEngine Moved(ServingEngine engine, string constant, double microseconds) =>
        EngineConstant.All.Single(one => one.Name == constant).Set(engine, Seconds.OfMicroseconds(microseconds));

    private static List<ServingRun> Read()
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, Rows);
        try
        {
            return [.. ServingRunFile.Read(path, RunDetails.None).Select(row => row.Run!)];
        }
        finally
        {
            File.Delete(path);
        }
    }
}
