using InferenceModel.Calibration.Kernels;
using InferenceModel.Models;
using InferenceModel.Operators.Calls;
using Xunit;

namespace InferenceModel.Tests.Calibration.Kernels;

public sealed class GridInterpolationTests
{
    [Fact]
    public void A_call_lies_on_straight_lines_between_its_neighbours()
    {
        // Along n: 10 at 1024, 30 at 3072, so 20 at 2048. Along k: 10 at 512, 50 at 4608, so 25 at 2048. Their mean is 22.5.
        var grid = new GridInterpolation([Row(64, 1024, 2048, 10), Row(64, 3072, 2048, 30), Row(64, 2048, 512, 10), Row(64, 2048, 4608, 50)]);
        Assert.Equal(22.5, grid.Seconds(Row(64, 2048, 2048, 0))!.Value, 9);
    }

    [Fact]
    public void The_nearest_enclosing_rows_count()
    {
        var grid = new GridInterpolation([Row(64, 1024, 2048, 10), Row(64, 512, 2048, 99), Row(64, 3072, 2048, 30), Row(64, 9999, 2048, 99)]);
        Assert.Equal(20, grid.Seconds(Row(64, 2048, 2048, 0))!.Value, 9);
    }

    [Fact]
    public void Nothing_is_said_of_a_call_that_no_rows_enclose()
    {
        var grid = new GridInterpolation([Row(64, 1024, 2048, 10), Row(32, 3072, 2048, 30)]);
        Assert.Null(grid.Seconds(Row(64, 2048, 2048, 0)));
        Assert.Null(grid.Seconds(Row(64, 1024, 2048, 0) with { Engine = "sglang" }));
    }

    private static KernelRow Row(double m, double n, double k, double seconds) => new(new GemmCall(m, n, k, WeightFormat.Bf16), seconds, null, "vllm");
}
