using CsCheck;
using InferenceModel.Costs.Kernels;
using InferenceModel.Models;
using InferenceModel.Operators.Calls;
using InferenceModel.Units;
using Xunit;

namespace InferenceModel.Tests.Costs.Kernels;

/// <summary>Physics of attention and of what stands in for it, by hand and by law.</summary>
public sealed class AttentionPhysicsTests
{
    private static readonly KernelMachine H100 = Machine("h100_sxm");

    public static TheoryData<string> Machines => ["a100_sxm", "l40s", "h100_sxm", "b200_sxm", "b300_sxm", "rtx_pro_6000_server"];

    private static KernelCall[] Calls =>
    [
        new PrefillAttentionCall(2, 300, 700, 12, 2, 128, double.PositiveInfinity, 16, 8, AttentionKernel.Flash),
        new PrefillAttentionCall(2, 3000, 0, 64, 8, 64, 128, 16, 16, AttentionKernel.Triton),
        new DecodeAttentionCall(3, 5000, 64, 1, 256, double.PositiveInfinity, 16, AttentionKernel.TensorRt),
        new DecodeAttentionCall(3, 5000, 64, 8, 64, 128, 8, AttentionKernel.Generated),
        new LatentPrefillCall(1, 512, 512, 16, LatentWidths.DeepSeek, 16, IsAbsorbed: true, AttentionKernel.Flash),
        new LatentDecodeCall(64, 4096, 128, LatentWidths.DeepSeek, 8, AttentionKernel.Generated),
        new AbsorptionCall(48, 128, 128, 512, 8),
        new GatedDeltaCall(2, 1000, 16, 32, 128, 128, 16, IsDecoding: false, AttentionKernel.Triton),
        new GatedDeltaCall(128, 1, 16, 32, 128, 128, 32, IsDecoding: true, AttentionKernel.Triton),
        new ShortConvolutionCall(2, 1000, 8192, 4, IsDecoding: false, ConvolutionKernel.Channel),
        new LatentModuleCall(4, 1, 8191, 16, Sparse, WeightFormat.Fp8Block, 8, IsDecoding: true, LatentPath.Indexed, AttentionKernel.Flash),
    ];

    private static LatentBlock Sparse => new(7168, 1536, LatentWidths.DeepSeek, 64, 128, 2048);

    [Fact]
    public void Two_tiles_of_a_causal_prompt_visit_three_tiles_of_keys()
    {
        var tiles = PrefillTiles.Of(new PrefillAttentionCall(1, 256, 0, 2, 2, 128, double.PositiveInfinity, 16, 16, AttentionKernel.Flash), H100);
        Assert.Equal(4, tiles.Tiles);
        Assert.Equal(6, tiles.Visits);
        Assert.Equal(2, tiles.LongestVisits);
        Assert.Equal(1, tiles.Fill);

        // 4 x 128 x 128 x 128 operations on one of 132 cores of 989.4 TFLOP/s; 128 x 128 exponentials at 3.87 T/s.
        Assert.Equal(8388608 / (989.4e12 / 132), tiles.MatrixSeconds, 1e-12);
        Assert.Equal(16384 / (3.87e12 / 132), tiles.ExponentialSeconds, 1e-12);
    }

    [Fact]
    public void Cached_tokens_lengthen_every_tile_and_a_window_cuts_them()
    {
        var whole = PrefillTiles.Of(new PrefillAttentionCall(1, 256, 1024, 1, 1, 128, double.PositiveInfinity, 16, 16, AttentionKernel.Flash), H100);
        Assert.Equal(9 + 10, whole.Visits);
        var windowed = PrefillTiles.Of(new PrefillAttentionCall(1, 256, 1024, 1, 1, 128, 128, 16, 16, AttentionKernel.Flash), H100);
        Assert.Equal(2 + 2, windowed.Visits);
        Assert.Equal(15, windowed.HiddenVisits);
    }

    [Fact]
    public void Caches_that_lie_in_memory_cost_a_start_and_the_bandwidth_of_memory()
    {
        var cold = new KernelMachine(H100.Accelerator) { StartsCold = true };
        var constants = DecodePhysics.Constants.Select(constant => constant.Start).ToArray();
        var family = new DecodeAttentionFamily();
        double More(DecodeAttentionCall call) => family.Time(call, cold, constants).Total - family.Time(call, H100, constants).Total;

        // 64 sequences of 65,536 tokens: 17 GB, of which the last cache holds next to nothing, so that the start of 4 us is all that is left.
        Assert.Equal(4e-6, More(new DecodeAttentionCall(64, 65536, 8, 8, 128, double.PositiveInfinity, 16, AttentionKernel.Flash)), 1e-8);

        // 1 sequence of 16,384 tokens in one head: 8.4 MB, in the last cache at twice the bandwidth: a start of 8.4/9.4 of 4 us, and at most 8.4 MB / 3.35 TB/s / 0.85 / 2 of streaming.
        var small = More(new DecodeAttentionCall(1, 16384, 1, 1, 128, double.PositiveInfinity, 16, AttentionKernel.Flash));
        Assert.InRange(small, 4e-6 * 8.39 / 9.39, (4e-6 * 8.39 / 9.39) + (8.39e6 / 3.35e12 / 0.85 / 2));
    }

    [Fact]
    public void Query_heads_of_a_group_share_a_tile_where_kernels_pack_them()
    {
        var packed = PrefillTiles.Of(new PrefillAttentionCall(1, 16, 0, 64, 8, 128, double.PositiveInfinity, 16, 16, AttentionKernel.Flash), H100);
        Assert.Equal(8, packed.Tiles);
        var apart = PrefillTiles.Of(new PrefillAttentionCall(1, 16, 0, 64, 8, 128, double.PositiveInfinity, 16, 16, AttentionKernel.TensorRt), H100);
        Assert.Equal(64, apart.Tiles);
    }

    [Fact]
    public void Long_caches_are_split_over_cores_that_would_idle()
    {
        var tiles = DecodeTiles.Of(new DecodeAttentionCall(4, 4096, 64, 8, 128, double.PositiveInfinity, 16, AttentionKernel.Flash), H100);
        Assert.Equal(32, tiles.Units);

        // 132 cores over 32 units: 4 pieces of 8 of the 32 tiles each.
        Assert.Equal(4, tiles.Splits);
        Assert.Equal(8, tiles.TilesEach);
        Assert.Equal(8.0 / 64, tiles.RowFill);
    }

    [Fact]
    public void Groups_beyond_thirty_two_heads_read_keys_head_by_head_in_tensorrt_llm()
    {
        var call = new DecodeAttentionCall(1, 4096, 64, 1, 128, double.PositiveInfinity, 16, AttentionKernel.TensorRt);
        Assert.Equal(64, DecodeTiles.Of(call, H100).SharedReads);
        Assert.Equal(1, DecodeTiles.Of(call with { QueryHeads = 32 }, H100).SharedReads);
        Assert.Equal(1, DecodeTiles.Of(call with { Kernel = AttentionKernel.Generated }, H100).SharedReads);
    }

    [Fact]
    public void Pieces_before_a_window_cost_until_a_core_has_eight()
    {
        // 64 units, 132 cores, pieces of 256 tokens: (4224 - 128) / 256 * 64 / 132 = 7.76 a core; far beyond, 8.
        var family = new DecodeAttentionFamily();
        var call = new DecodeAttentionCall(32, 4224, 4, 2, 64, 128, 16, AttentionKernel.TensorRt);
        double Floor(double context) => family.Time(call with { Context = context }, H100, Starts(family)).Floor * 1e6;
        var one = family.Constants.Single(constant => constant.Name == "empty_us").Start;
        Assert.Equal(one * Math.Sqrt(7.7576), Floor(4224) - Floor(128), 3);
        Assert.Equal(one * Math.Sqrt(8), Floor(131072) - Floor(128), 3);
    }

    [Fact]
    public void A_prompt_in_two_chunks_is_the_same_arithmetic_as_in_one() => Gen.Select(Gen.Int[1, 5000], Gen.Int[1, 5000], Gen.Int[1, 300]).Sample((first, second, window) =>
    {
        PrefillAttentionCall Chunk(double tokens, double past) => new(1, tokens, past, 8, 2, 128, window, 16, 16, AttentionKernel.Flash);
        Assert.Equal(Chunk(first + second, 0).Operations, Chunk(first, 0).Operations + Chunk(second, first).Operations, 1.0);
    });

    [Fact]
    public void Absorbed_latent_attention_reads_576_numbers_a_token_and_works_2176_operations_a_head()
    {
        var call = new LatentDecodeCall(1, 1000, 128, LatentWidths.DeepSeek, 8, AttentionKernel.Flash);
        Assert.Equal(576_000, call.CacheBytes);
        Assert.Equal(2 * (576 + 512) * 128 * 1000.0, call.Operations);
    }

    [Fact]
    public void More_context_is_never_faster() => Gen.Select(Gen.Int[1, 300], Gen.Int[1, 60000], Gen.Int[0, 60000], Gen.OneOf(Gen.Const(1.0), Gen.Const(2.0), Gen.Const(8.0)), Gen.OneOf(Gen.Const(1.0), Gen.Const(4.0), Gen.Const(16.0))).Sample((sequences, context, more, keys, group) =>
    {
        var family = new DecodeAttentionFamily();
        double Time(double tokens) => family.Time(
            new DecodeAttentionCall(sequences, tokens, keys * group, keys, 128, double.PositiveInfinity, 16, AttentionKernel.Generated), Machine("b200_sxm"), Starts(family)).Memory;

        // Splitting evenly leaves ends uncovered: a piece may wait for one tile more or less.
        Assert.True(Time(context + more) >= Time(context) * 0.8);
    });

    [Fact]
    public void More_prompts_are_never_faster() => Gen.Select(Gen.Int[1, 200], Gen.Int[1, 5000], Gen.Int[0, 5000]).Sample((sequences, tokens, past) =>
    {
        var family = new PrefillAttentionFamily();
        double Time(double count) => family.Time(
            new PrefillAttentionCall(count, tokens, past, 16, 4, 128, double.PositiveInfinity, 16, 16, AttentionKernel.Flash), H100, Starts(family)).Total;
        Assert.True(Time(sequences + 1) >= Time(sequences));
    });

    [Fact]
    public void More_bandwidth_is_never_slower() => Gen.Int[0, Calls.Length - 1].Sample(i =>
    {
        var chip = Repository.Catalog.Accelerators.Find("h100_sxm")!;
        var faster = new KernelMachine(chip with { MemoryBandwidth = chip.MemoryBandwidth with { Value = chip.MemoryBandwidth.Value * 1.5 } });
        var family = KernelFamilies.Find(Calls[i].Family)!;
        Assert.True(family.Time(Calls[i], faster, Starts(family)).Total <= family.Time(Calls[i], H100, Starts(family)).Total);
    });

    [Fact]
    public void Twice_the_exponentials_help_narrow_heads_more_than_wide_ones()
    {
        var family = new PrefillAttentionFamily();
        double Gain(double width)
        {
            var call = new PrefillAttentionCall(4, 8192, 0, 32, 8, width, double.PositiveInfinity, 16, 16, AttentionKernel.Generated);
            return family.Time(call, Machine("b200_sxm"), Starts(family)).Total / family.Time(call, Machine("b300_sxm"), Starts(family)).Total;
        }

        Assert.True(Gain(64) > Gain(128));
        Assert.True(Gain(128) > Gain(256));
        Assert.InRange(Gain(256), 1, 1.3);
    }

    [Theory]
    [MemberData(nameof(Machines))]
    public void Every_call_has_a_finite_time_and_as_many_finite_features_as_names(string id)
    {
        foreach (var call in Calls)
        {
            var family = KernelFamilies.Find(call.Family)!;
            var features = new float[family.FeatureNames.Length];
            Array.Fill(features, float.NaN);
            var starts = Starts(family);
            family.Features(call, Machine(id), starts, features);
            Assert.All(features, feature => Assert.True(float.IsFinite(feature), $"{call.Family} {call.Describe()}"));
            Assert.InRange(family.Time(call, Machine(id), starts).Total, Seconds.OfMicroseconds(1).Total, 1);
            Assert.True(family.Roofline(call, Machine(id)).Total > 0);
        }
    }

    private static KernelMachine Machine(string id) => new(Repository.Catalog.Accelerators.Find(id)!);

    private static double[] Starts(IKernelFamily family) => [.. family.Constants.Select(constant => constant.Start)];
}
