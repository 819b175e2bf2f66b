using InferenceModel.Calibration.Kernels;
using InferenceModel.Catalog;
using InferenceModel.Operators.Calls;
using Xunit;

namespace InferenceModel.Tests.Calibration.Kernels;

/// <summary>Rows of attention, latent and recurrent tables become calls.</summary>
public sealed class AttentionRowsTests
{
    private const string Attention = "kernel_source,batch_size,isl,num_heads,num_key_value_heads,head_dim,window_size,attn_dtype,kv_cache_dtype,step,latency\n";

    [Fact]
    public void A_prompt_row_has_new_and_cached_tokens_and_its_kernel()
    {
        var rows = Load("context_attention__vllm__0.24.0", Attention + "vllm_flash_attn_fa3,2,512,32,8,128,0,bfloat16,fp8,128,0.1\nvllm_triton_attn,2,512,32,8,128,1024,int4,fp8,0,0.1\n", 1);
        var call = Assert.IsType<PrefillAttentionCall>(Assert.Single(rows).Call);
        Assert.Equal(new PrefillAttentionCall(2, 512, 128, 32, 8, 128, double.PositiveInfinity, 16, 8, AttentionKernel.Flash), call);
    }

    [Fact]
    public void A_decoded_row_looks_at_its_own_token_too()
    {
        var rows = Load("generation_attention__trtllm__1.3", Attention + "torch_flow,4,1,32,8,128,1024,bfloat16,bfloat16,4095,0.1\n", 0);
        Assert.Equal(new DecodeAttentionCall(4, 4096, 32, 8, 128, 1024, 16, AttentionKernel.TensorRt), Assert.Single(rows).Call);
    }

    [Fact]
    public void Sglang_absorbs_prompts_on_hopper()
    {
        var rows = Load("context_mla__sglang__0.5.14", "kernel_source,kv_cache_dtype,num_heads,batch_size,isl,step,latency\nflash_attention,bfloat16,16,1,1024,0,0.1\n", 0);
        Assert.True(Assert.IsType<LatentPrefillCall>(Assert.Single(rows).Call).IsAbsorbed);
    }

    [Fact]
    public void A_module_row_knows_its_block_and_its_way_through()
    {
        var rows = Load(
            "dsa_context_module__sglang__0.5.14",
            "kernel_source,architecture,kv_cache_dtype,gemm_type,num_heads,batch_size,isl,step,latency\nsglang_dsa_dense_mha_fa3,GlmMoeDsaForCausalLM,fp8,fp8_block,8,1,512,0,0.5\nx,OtherForCausalLM,fp8,fp8_block,8,1,512,0,0.5\n",
            1);
        var call = Assert.IsType<LatentModuleCall>(Assert.Single(rows).Call);
        Assert.Equal("dsa_context_module", call.Family);
        Assert.Equal((6144, 32, LatentPath.Dense), (call.Block.Hidden, call.Block.IndexHeads, call.Path));
        Assert.Equal(0, call.ScoredPairs);
    }

    [Fact]
    public void Recurrent_tables_hold_several_kernels()
    {
        const string Header = "kernel_source,batch_size,seq_len,d_conv,num_k_heads,head_k_dim,num_v_heads,head_v_dim,latency\n";
        var rows = Load("gdn__vllm__0.24.0", Header + "causal_conv1d_fn,2,100,4,4,128,8,128,0.01\nfused_recurrent_gated_delta_rule_packed_decode,64,1,4,4,128,8,128,0.01\nother,1,1,4,4,128,8,128,0.01\n", 1);
        Assert.Equal(new ShortConvolutionCall(2, 100, 2048, 4, IsDecoding: false, ConvolutionKernel.Patch), rows[0].Call);
        Assert.Equal(2.0 * 64 * 8 * 128 * 128 * 2, Assert.IsType<GatedDeltaCall>(rows[1].Call).StateBytes);
    }

    private static IReadOnlyList<KernelRow> Load(string name, string text, int refused)
    {
        using var folder = new TemporaryFolder();
        var system = Directory.CreateDirectory(Path.Combine(folder.Path, "h100_sxm")).FullName;
        var path = Path.Combine(system, name + ".csv");
        File.WriteAllText(path, text);
        var findings = new FindingList();
        var table = new KernelTableLoader(Repository.Catalog).Load(KernelTableName.Parse(path)!, findings)!;
        Assert.Equal(0, findings.Count);
        Assert.Equal(refused, table.Refused.Values.Sum());
        return table.Rows;
    }
}
