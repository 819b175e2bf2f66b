using InferenceModel.Calibration.Serving;
using InferenceModel.Estimation;
using InferenceModel.Sharding;
using Xunit;

namespace InferenceModel.Tests.Calibration.Serving;

/// <summary>What rows of collected measurements say beside their numbers: how lengths were drawn, what a benchmark repeats, which machine a label means.</summary>
public sealed class CollectedRowTests
{
    private const string Header =
        "split_use,id,source,gpu,num_gpus,interconnect,tp,pp,ep,dp,model,weight_dtype,kv_dtype,framework,framework_version,serving,isl,osl,concurrency,request_rate,batch_size,throughput_tok_s,ttft_ms_mean,ttft_ms_p50,tpot_ms_mean,tpot_ms_p50,e2e_ms_mean,notes";

    [Fact]
    public void Lengths_drawn_from_one_token_on_and_the_number_of_prompts_are_read_from_the_notes()
    {
        var run = Read("thr,x,s,hgx_h200,4,NVLink,4,1,,1,llama-3.1-70b,bf16,,SGLang,,agg,2047,1023,,inf,,2051,,,,,,\"random (lengths uniform in [1,4096] / [1,2048]); 800 prompts; radix cache off\"");
        Assert.Equal((4096, 2048, 800), ((int)run.InputTokens, (int)run.OutputTokens, run.Requests));
        Assert.Equal(1.0 / 4096, run.ShortestShare);
        Assert.Equal(1, Read("thr,x,s,hgx_h200,4,NVLink,4,1,,1,llama-3.1-70b,bf16,,SGLang,,agg,2047,1023,,inf,,2051,,,,,,all alike").ShortestShare);
    }

    [Fact]
    public void Attention_replicas_within_the_tensor_group_are_counted_once()
    {
        var run = Read("thr,x,s,hgx_h200,8,NVLink,8,1,1,8,llama-3.1-70b,fp8,,SGLang,0.5.6,agg,219,197,,inf,,3481,,,,,,dp attention");
        Assert.Equal(new ShardingPlan(1, 1, 8, 1, 1, 1), run.Plan);
        Assert.Equal(8, run.Accelerators);
        Assert.Equal(new ShardingPlan(2, 1, 1, 1, 1, 4), Read("thr,x,s,hgx_h200,8,NVLink,2,1,1,4,llama-3.1-70b,fp8,,SGLang,0.5.6,agg,219,197,,inf,,3481,,,,,,copies").Plan);
    }

    [Fact]
    public void Static_batches_of_TensorRtLlm_repeat_one_token_and_others_do_not()
    {
        Assert.True(Read(Static("TensorRT-LLM", "0.9.0")).RepeatsOneToken);
        Assert.False(Read(Static("vLLM", "0.6.3")).RepeatsOneToken);
    }

    [Fact]
    public void One_path_through_the_experts_reads_fewer_weights_than_even_routing()
    {
        var predictor = new ServingRunPredictor(Repository.Catalog);
        double Step(bool repeats) => predictor.Predict(Read(Static("TensorRT-LLM", "0.9.0")) with { RepeatsOneToken = repeats }, ServingFidelity.Estimate, out _)!.Value.TimePerOutputToken.TotalMilliseconds;

        // Sixteen sequences touch two of eight experts in place of all.
        Assert.InRange(Step(repeats: false) / Step(repeats: true), 1.8, 4);
    }

    [Fact]
    public void A_batch_timed_to_its_end_runs_in_waves_where_it_does_not_fit_at_once()
    {
        // 64 sequences of 4,096 tokens of Llama-2-7B are 128 GiB of cache; what one A100 has beside the weights holds fewer than 32.
        var predictor = new ServingRunPredictor(Repository.Catalog);
        ServingPrediction? Predicted(int batch, string perToken) => predictor.Predict(
            Read($"thr+e2e+tpot,x,s,hgx_a100,1,,1,1,,1,llama-2-7b,fp16,,vLLM,,static,2048,2048,,,{batch},900,,,{perToken},,90000,"), ServingFidelity.Estimate, out _);
        Assert.InRange(Predicted(128, string.Empty)!.Value.EndToEnd / Predicted(64, string.Empty)!.Value.EndToEnd, 1.99, 2.01);
        Assert.Null(Predicted(64, "50"));
    }

    [Fact]
    public void A_year_in_place_of_a_version_takes_the_engine_of_that_year()
    {
        var predictor = new ServingRunPredictor(Repository.Catalog);
        Assert.Equal("vllm_2023", predictor.EngineOf(Read(Static("vLLM (2023 modified)", string.Empty)))!.Id);
        Assert.Equal("vllm_sync", predictor.EngineOf(Read(Static("vLLM", string.Empty)))!.Id);
        Assert.Equal("vllm_rocm", predictor.EngineOf(Read(Static("vLLM", string.Empty)) with { System = "mi300x" })!.Id);
    }

    [Fact]
    public void A_recipe_says_which_machine_a_label_means_and_wires_choose_among_boxes()
    {
        var predictor = new ServingRunPredictor(Repository.Catalog);
        string System(string row) => Read(row) is var run ? predictor.Find(run, run.Plan, out _)!.Deployment.System.Id : string.Empty;
        Assert.Equal("hgx_h100_capped", System("thr,x,GPUStack performance lab,H100-SXM5-80GB,1,,1,1,,1,llama-3.1-8b,fp16,,vLLM,0.11.0,agg,200,200,,inf,,900,,,,,,burst of 10 requests"));
        Assert.Equal("hgx_h100", System("thr,x,other,H100-SXM5-80GB,1,,1,1,,1,llama-3.1-8b,fp16,,vLLM,0.11.0,agg,200,200,,inf,,900,,,,,,burst of 10 requests"));
        Assert.Equal("l40s_switched", System("thr,x,other,L40S,4,PCIe,4,1,,1,llama-3.1-8b,fp8,,TensorRT-LLM,0.17,static,200,200,,inf,,900,,,,,,"));
    }

    private static string Static(string framework, string version) =>
        $"thr+tpot,x,s,hgx_a100,2,NVLink,2,1,,1,mixtral-8x7b,fp16,,{framework},{version},static,128,128,,,16,900,50,,9,,1200,";

    private static ServingRun Read(string row)
    {
        using var folder = new TemporaryFolder();
        return ServingRunFile.Read(folder.Write("rows.csv", $"{Header}\n{row}\n"), RunDetails.None).Single().Run!;
    }
}
