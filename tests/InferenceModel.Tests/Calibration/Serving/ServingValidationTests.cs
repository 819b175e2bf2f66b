using InferenceModel.Calibration.Serving;
using InferenceModel.Catalog;
using InferenceModel.Models;
using InferenceModel.Sharding;
using Xunit;

namespace InferenceModel.Tests.Calibration.Serving;

/// <summary>Measured files are read by their columns; what cannot be predicted says why and is counted.</summary>
public sealed class ServingValidationTests
{
    private const string InferenceXHeader =
        "id,engine,speculative,conflict,model,system,precision,gemm_precision,moe_precision,serving,isl,osl,concurrency,tp,pp,attention_dp,moe_tp,moe_ep,prefill_workers,prefill_tp,decode_workers,decode_tp,ttft_ms,tpot_ms";

    private const string MeasuredHeader =
        "split_use,id,source,gpu,num_gpus,tp,pp,ep,dp,model,weight_dtype,kv_dtype,framework,serving,isl,osl,concurrency,request_rate,batch_size,throughput_tok_s,ttft_ms_mean,ttft_ms_p50,tpot_ms_mean,tpot_ms_p50,e2e_ms_mean";

    [Fact]
    public void A_closed_loop_point_becomes_a_run_with_clients_and_spread_lengths()
    {
        var (run, reason) = Read($"{InferenceXHeader}\na,vllm,none,False,meta-llama/Llama-3.1-70B,h100_sxm,fp8,fp8,,aggregated,1024,1024,16,4,1,1,4,1,,,,,150,12\n").Single();
        Assert.Equal(string.Empty, reason);
        Assert.NotNull(run);
        Assert.Equal(new ShardingPlan(4), run.Plan);
        Assert.Equal(new ServingRunLoad.Clients(16), run.Load);
        Assert.Equal(0.8, run.ShortestShare);
        Assert.True(run.IsClean);

        // 150 ms + 12 ms x (0.9 x 1024 - 1) = 11197.2 ms; 16 clients x 921.6 tokens / 11.1972 s / 4 GPUs = 329.2 tokens/s/GPU.
        Assert.Equal(11197.2, run.EndToEnd!.Value.TotalMilliseconds, 6);
        Assert.Equal(329.2, run.OutputPerAccelerator!.Value, 1);
    }

    [Fact]
    public void Rows_without_concurrency_or_worker_counts_are_refused_with_a_reason()
    {
        var rows = Read($"{InferenceXHeader}\na,vllm,none,False,m,s,fp8,,,aggregated,1024,1024,,4,1,1,4,1,,,,,150,12\nb,vllm,none,False,m,s,fp8,,,disaggregated,1024,1024,8,,,,,,,,,,150,12\n");
        Assert.Equal([("the row has no concurrency"), ("the row has no worker counts")], rows.Select(row => row.Reason));
        Assert.All(rows, row => Assert.Null(row.Run));
    }

    [Fact]
    public void A_static_batch_is_scored_on_the_metrics_its_row_allows()
    {
        var (run, _) = Read($"{MeasuredHeader}\nthr+tpot,x,s,hgx_h100,1,1,1,,1,llama-3.1-8b,fp16,,TensorRT-LLM,static,128,128,,,8,900,50,,9,,1200\n").Single();
        Assert.NotNull(run);
        Assert.Equal(new ServingRunLoad.StaticBatch(8), run.Load);
        Assert.Equal(9, run.TimePerOutputToken!.Value.TotalMilliseconds, 9);
        Assert.Null(run.TimeToFirstToken);
        Assert.Null(run.EndToEnd);
        Assert.Equal(900, run.OutputPerAccelerator);
    }

    [Fact]
    public void Predictions_of_a_small_file_come_with_reasons_for_the_rest()
    {
        var runs = Read(
            $"{InferenceXHeader}\na,vllm,none,False,meta-llama/Llama-3.1-70B,h100_sxm,fp8,fp8,,aggregated,1024,1024,16,4,1,1,4,1,,,,,150,12\n"
            + "b,vllm,none,False,no/such-model,h100_sxm,fp8,fp8,,aggregated,1024,1024,16,4,1,1,4,1,,,,,150,12\n");
        var outcomes = ServingValidation.Predict(runs, new ServingRunPredictor(Repository.Catalog), ServingFidelity.Estimate);
        var report = ServingValidation.Report(outcomes, _ => true);
        Assert.Equal((2, 1), (report.Rows, report.Predicted));
        Assert.Equal("no model 'no/such-model' in the catalogue", Assert.Single(report.Refused).Key);
        Assert.InRange(report.Metrics["tpot_ms"].MedianAbsolute, 0, 60);
    }

    [Fact]
    public void A_token_quicker_than_the_weights_can_be_read_is_implausible()
    {
        // 70.6 GB of fp8 weights over 4 x 3.35 TB/s take 5.2 ms.
        var runs = Read(
            $"{InferenceXHeader}\na,vllm,none,False,meta-llama/Llama-3.1-70B,h100_sxm,fp8,fp8,,aggregated,1024,1024,16,4,1,1,4,1,,,,,150,4.5\n"
            + "b,vllm,none,False,meta-llama/Llama-3.1-70B,h100_sxm,fp8,fp8,,aggregated,1024,1024,16,4,1,1,4,1,,,,,150,6\n");
        var predictor = new ServingRunPredictor(Repository.Catalog);
        Assert.Contains("quicker than", predictor.Implausible(runs[0].Run!), StringComparison.Ordinal);
        Assert.Null(predictor.Implausible(runs[1].Run!));
    }

    [Fact]
    public void A_label_that_differs_from_the_checkpoint_requantises_it()
    {
        var (run, _) = Read($"{InferenceXHeader}\na,trtllm,none,False,qwen3-8b,h100_sxm,fp8,fp8,,aggregated,1024,1024,16,1,1,1,1,1,,,,,150,12\n").Single();
        var model = new RunModels(Repository.Catalog).Find(run!)!;
        Assert.Equal(WeightFormat.Fp8, model.DominantFormat);
        Assert.Equal(KvCacheFormat.Fp8, model.KvFormat);
    }

    [Fact]
    public void An_unknown_header_is_refused_with_both_known_ones()
    {
        var fault = Assert.Throws<BadInputException>(() => Read("a,b\n1,2\n"));
        Assert.Contains("InferenceX", fault.Findings[0].Expected, StringComparison.Ordinal);
    }

    private static IReadOnlyList<(ServingRun? Run, string Reason)> Read(string text)
    {
        var path = Path.Combine(Path.GetTempPath(), $"serving-{Guid.NewGuid():N}.csv");
        try
        {
            File.WriteAllText(path, text);
            return ServingRunFile.Read(path, RunDetails.None);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
