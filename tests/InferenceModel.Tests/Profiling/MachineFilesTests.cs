using InferenceModel.Catalog;
using InferenceModel.Profiling.Measuring;
using InferenceModel.Units;
using Xunit;

namespace InferenceModel.Tests.Profiling;

public sealed class MachineFilesTests
{
    private static readonly ProfiledHost Host = new("a processor", "x64", Bytes.OfGibi(8), null);

    [Fact]
    public void Ranks_read_back_from_their_files_predict_what_they_did_before()
    {
        using var folder = new TemporaryFolder();
        var machine = ProfiledEngine.Ranks(
            Profile("pair"), (Seconds.OfMicroseconds(2), BytesPerSecond.OfGiga(1)), (Seconds.OfMicroseconds(5), BytesPerSecond.OfGiga(2)), "a test");
        MachineFiles.Write(folder.Path, machine, "nobody", "2026-11");
        var catalog = new ModelCatalog(folder.Path);
        var system = catalog.Systems.Find("pair")!;
        Assert.Equal((2, 2), (system.AcceleratorsPerNode, system.Fabric.Reach));

        // The link is as quick as the quicker of both exchanges, and its step takes what a sum of nothing takes.
        var link = catalog.Links.Find("pair_memory")!;
        Assert.Equal((2, 2), (link.Bandwidth.Value.TotalGiga, link.StepLatency.Value.TotalMicroseconds));
        var model = CutModel.InFullPrecision(TinyModels.Llama());
        var before = new StepPrediction(model, machine.System, machine.Engine, 2);
        var after = new StepPrediction(model, system, catalog.Engines.Find("pair_onnxruntime")!, 2);
        foreach (var point in new GridPoint[] { new(1, 1, 20), new(4, 1, 40), new(2, 16, 0) })
        {
            Assert.Equal(1, after.FirstToken(point) / before.FirstToken(point), 1e-3);
        }
    }

    [Fact]
    public void A_sum_over_ranks_takes_its_call_its_bytes_and_the_call_of_the_next_session()
    {
        var (reduce, gather) = ((Seconds.OfMicroseconds(2), BytesPerSecond.OfGiga(1)), (Seconds.OfMicroseconds(5), BytesPerSecond.OfGiga(2)));
        var slow = ProfiledEngine.Ranks(Profile("pair"), (Seconds.OfMicroseconds(1002), reduce.Item2), gather, "a test");
        var quick = ProfiledEngine.Ranks(Profile("pair"), reduce, gather, "a test");
        var model = CutModel.InFullPrecision(TinyModels.Llama());
        var point = new GridPoint(1, 1, 20);

        // Embedding, then mixer and feed-forward of two layers: five sums of a millisecond more each.
        var more = new StepPrediction(model, slow.System, slow.Engine, 2).FirstToken(point) - new StepPrediction(model, quick.System, quick.Engine, 2).FirstToken(point);
        Assert.Equal(5, more.TotalMilliseconds, 1e-6);
    }

    [Fact]
    public void A_machine_of_one_process_has_no_wire_and_runs_no_two_ranks()
    {
        using var folder = new TemporaryFolder();
        MachineFiles.Write(folder.Path, ProfiledEngine.Alone(Profile("alone"), "a test"), "nobody", "2026-11");
        var catalog = new ModelCatalog(folder.Path);
        var system = catalog.Systems.Find("alone")!;
        Assert.Equal((1, 1, 0), (system.AcceleratorsPerNode, system.Fabric.Reach, system.Fabric.Tiers.Length));
        Assert.Empty(catalog.Engines.Find("alone_onnxruntime")!.Collectives.Rules);
    }

    [Fact]
    public void A_name_that_is_no_file_name_or_another_devices_is_refused()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "devices"));
        File.WriteAllText(Path.Combine(folder.Path, "devices", "h100.json"), "{ \"id\": \"h100\" }");
        MachineFiles.Write(folder.Path, ProfiledEngine.Alone(Profile("mine"), "a test"), "nobody", "2026-11");
        foreach (var (name, faults) in new[] { ("../up", 1), (string.Empty, 1), ("h100", 1), ("mine", 0), ("new_one", 0) })
        {
            var findings = new FindingList();
            MachineFiles.Check(folder.Path, name, findings);
            Assert.Equal(faults, findings.Count);
        }
    }

    private static LayerProfile Profile(string id) =>
        new(DeviceFit.Fit(id, Host, 1, DeviceFitTests.Rows(), "synthetic times"), [], Seconds.OfMicroseconds(3), 1);
}
