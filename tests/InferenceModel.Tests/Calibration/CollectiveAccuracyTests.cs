using InferenceModel.Calibration;
using InferenceModel.Interconnect;
using InferenceModel.Units;
using Xunit;

namespace InferenceModel.Tests.Calibration;

/// <summary>Measured collectives against the model: what the README promises. The tables lie beside the repository.</summary>
public sealed class CollectiveAccuracyTests
{
    private const string Absent = "the measured tables are not beside the repository";

    private static readonly Lazy<List<MeasuredCollective>> Rows = new(() =>
        [.. new[] { "nccl", "custom_allreduce", "expert_alltoall" }.SelectMany(name => CollectiveTable.Read(Path.Combine(Repository.SharedData!, "collectives", $"{name}.csv"), Repository.Catalog)).Select(pair => pair.Row).OfType<MeasuredCollective>()]);

    [Fact]
    public void All_reduce_all_gather_and_reduce_scatter_of_NCCL_hold() => Holds(
        row => row.Implementation.Id == "nccl" && row.Kind is CollectiveKind.AllReduce or CollectiveKind.AllGather or CollectiveKind.ReduceScatter && row.Implementation.Id == "nccl", 3.5, 13);

    [Fact]
    public void Custom_all_reduce_in_graphs_holds() => Holds(row => row.Implementation.Id is "trtllm" or "sglang" or "vllm" && row.Launch == LaunchMode.Graph, 4.5, 14);

    [Fact]
    public void Custom_all_reduce_of_every_launch_mode_holds() => Holds(row => row.Implementation.Id is "trtllm" or "sglang" or "vllm", 4.5, 15);

    [Fact]
    public void Expert_exchange_within_a_rack_holds() => Holds(row => row.System == "gb200_nvl72" && row.Kind is not CollectiveKind.AllReduce, 3.5, 13);

    [Fact]
    public void Expert_exchange_of_low_latency_across_nodes_holds() => Holds(row => row.Implementation.Id == "deepep_ll" && row.Group.Far is not null, 2.5, 8);

    [Fact]
    public void Boxes_of_PCI_Express_hold() => Holds(row => row.Implementation.Id == "nccl" && row.Group.Near.Link.Kind == LinkKind.Pcie, 10, 25);

    [Fact]
    public void A_generation_is_predicted_from_the_one_before_and_one_measurement()
    {
        Assert.SkipWhen(Repository.SharedData is null, Absent);
        var errors = CollectiveHoldOut.Generation(Repository.Catalog.Collectives.Find("nccl")!, Rows.Value, 5).Metrics["latency"];
        Assert.InRange(errors.MedianAbsolute, 0, 7);
    }

    [Fact]
    public void Eight_ranks_are_predicted_from_two_and_four()
    {
        Assert.SkipWhen(Repository.SharedData is null, Absent);
        var errors = CollectiveHoldOut.Ranks(Repository.Catalog.Collectives.Find("nccl")!, Rows.Value).Metrics["latency"];
        Assert.InRange(errors.MedianAbsolute, 0, 6);
    }

    [Fact]
    public void Formulas_without_a_latency_miss_small_messages()
    {
        Assert.SkipWhen(Repository.SharedData is null, Absent);
        var small = Rows.Value.Where(row => row.Implementation.Id == "nccl" && row.Call.Bytes <= Bytes.OfMebi(1)).Select(row => ((MeasuredCollective?)row, string.Empty)).ToList();
        Assert.All(PublishedFormula.All.Take(2), formula => Assert.InRange(CollectiveValidation.Report(small, formula.Predict).Metrics["latency"].MedianAbsolute, 90, 100));
    }

    private static void Holds(Func<MeasuredCollective, bool> chosen, double median, double p90)
    {
        Assert.SkipWhen(Repository.SharedData is null, Absent);
        var report = CollectiveValidation.Report(Rows.Value.Where(chosen).Select(row => ((MeasuredCollective?)row, string.Empty)), CollectiveValidation.Model());
        Assert.True(report.Predicted > 100);
        Assert.InRange(report.Metrics["latency"].MedianAbsolute, 0, median);
        Assert.InRange(report.Metrics["latency"].P90Absolute, 0, p90);
    }
}
