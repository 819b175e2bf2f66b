using System.Collections.Immutable;
using InferenceModel.Operators.Calls;
using InferenceModel.Profiling.Measuring;
using InferenceModel.Profiling.Running;
using Xunit;

namespace InferenceModel.Tests.Profiling;

public sealed class LayerProfilerTests
{
    private static readonly ImmutableArray<GridPoint> Grid = [new(2, 1, 10), new(1, 6, 0)];

    private static readonly ProfileSettings Settings = new(new RuntimeOptions(1), TimeSpan.FromSeconds(60))
    {
        Rounds = 2, Repetitions = 2, PromptRepetitions = 2, DecodedTokens = 3, Grid = Grid, Verified = [new(1, 4, 0), new(2, 5, 0)],
    };

    [Fact]
    public void Every_kernel_of_a_layer_has_a_row_at_every_point()
    {
        using var profiler = new LayerProfiler(TinyModels.Llama(), 1, Grid, new RuntimeOptions(1));
        Assert.True(profiler.Round(3, () => { }, () => true));
        var rows = profiler.Finish(InferenceModel.Units.Seconds.Zero);

        // Two sequences decode: queries 4 x 16, keys and values 2 x 2 x 16; gate and up 2 x 96; down; head.
        var products = rows.Where(row => row.Point == Grid[0]).Select(row => row.Call).OfType<GemmCall>().Select(call => (call.Rows, call.Outputs, call.Inputs)).Order().ToList();
        Assert.Equal([(2, 64, 64), (2, 64, 96), (2, 96, 64), (2, 128, 64), (2, 192, 64)], products);
        var decode = Assert.Single(rows.Select(row => row.Call).OfType<DecodeAttentionCall>());
        Assert.Equal((2, 11, 4, 2, 16), (decode.Sequences, decode.Context, decode.QueryHeads, decode.KeyHeads, decode.HeadDimension));
        var prompt = Assert.Single(rows.Select(row => row.Call).OfType<PrefillAttentionCall>());
        Assert.Equal((1, 6, 0), (prompt.Sequences, prompt.Tokens, prompt.Past));
        Assert.Equal(2, rows.Count(row => row.Call is ElementwiseCall));
        Assert.All(rows, row => Assert.True(row.Seconds > 0 && row.Spread >= 0 && row.Samples is 2 or 3, row.ToString()));
    }

    [Fact]
    public void Elementwise_work_is_that_of_the_lowering()
    {
        // 5 tokens: embedding 2 x 64 x 2 bytes; two layers of two norms 4 x 64 x 2, rotary 2 x 128 x 2 + cache 64 x 4, activation 3 x 96 x 2;
        // one sampled token: norm 4 x 64 x 2 and sampling 3 x 96 x 4.
        var call = LoweredElementwise.Of(TinyModels.Llama(), 1, new GridPoint(1, 5, 0));
        Assert.Equal((5 * (256 + (2 * ((2 * 512) + 512 + 256 + 576)))) + 512 + 1152, call.Bytes);
        Assert.Equal(1 + (2 * 4) + 1 + 4, call.Launches);
    }

    [Fact]
    public void A_verification_compares_every_point_and_writes_its_json()
    {
        var model = TinyModels.Llama();
        var host = ProfiledHost.Here();
        var (profile, points) = ModelVerification.Verify(model, "here", host, Settings, "a test", () => { });
        var json = System.Text.Json.JsonDocument.Parse(new VerificationReport(model.Id, profile, points, null, "not asked for").ToJson()).RootElement;
        Assert.Equal(2, json.GetProperty("points").GetInt32());
        Assert.Equal(2, json.GetProperty("ttft").GetProperty("n").GetInt32());
        Assert.True(json.GetProperty("tpot").GetProperty("p90_abs_pct").GetDouble() >= json.GetProperty("tpot").GetProperty("median_abs_pct").GetDouble());
        Assert.All(points, point => Assert.True(point.PerToken.Total > 0 && point.FirstToken.Total > 0 && point.Times.Steps.Length == 3));
        Assert.Equal(4, profile.Device.Measured!.Kernels.Length);
    }

    [Fact]
    public void No_verified_shape_is_profiled()
    {
        Assert.True(ProfileGrid.Verified.Length >= 20);
        Assert.All(ProfileGrid.Verified.Concat(ProfileGrid.Sharded), point =>
        {
            Assert.DoesNotContain(point, ProfileGrid.Profiled);
            Assert.True(point.Tokens + ProfileGrid.DecodedTokens <= ProfileGrid.LongestContext);
            Assert.DoesNotContain(new GridPoint(point.Batch, 1, point.Tokens), ProfileGrid.Profiled);
        });
    }
}
