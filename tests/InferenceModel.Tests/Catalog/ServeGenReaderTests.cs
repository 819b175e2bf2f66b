using InferenceModel.Catalog;
using InferenceModel.Catalog.Traces;
using InferenceModel.Units;
using InferenceModel.Workloads;
using Xunit;

namespace InferenceModel.Tests.Catalog;

/// <summary>Folders of the layout of ServeGen, made by hand.</summary>
public sealed class ServeGenReaderTests
{
    // Client 3: 2 requests/s with gamma gaps (0.5 x 1 s) for ten minutes, then nothing, then Weibull gaps of shape 1 and 0.25 s: 4 requests/s.
    private const string Trace = "0,2.0,1.41,Gamma,0.5,1.0\n600,0.0,0.0,,0.0,0.0\n1200,4.0,1.0,Weibull,1.0,0.25\n";
    private const string Lengths = """{"0": {"input_tokens": "{100: 0.75, 300: 0.25}", "output_tokens": "{10: 1.0}"}, "1200": {"input_tokens": "{50: 1.0}", "output_tokens": "{5: 0.5, 15: 0.5}"}}""";

    [Fact]
    public void Windows_rates_and_lengths_are_those_written()
    {
        using var folder = Write(Trace, Lengths);
        var windows = ServeGenReader.Read(folder.Path).Clients[3];
        Assert.Equal([0, 600, 1200], windows.Select(window => window.From.Total));
        Assert.Equal([600, 1200, 1800], windows.Select(window => window.To.Total));
        Assert.Null(windows[1].Gaps);
        Assert.Equal(150, windows[0].Inputs!.Mean, 9);
        Assert.Equal(10, windows[2].Outputs!.Mean, 9);

        var requests = Play(folder.Path, Seconds.Zero, Seconds.Of(1800), 1);
        var (first, second) = (requests.Where(request => request.SentAt.SinceStart.Total < 600).ToList(), requests.Where(request => request.SentAt.SinceStart.Total >= 1200).ToList());
        Assert.Equal(requests.Count, first.Count + second.Count);
        Assert.InRange(first.Count, 1050, 1350);
        Assert.InRange(second.Count, 2250, 2550);
        Assert.Equal(150, first.Average(request => request.InputTokens), 10.0);
        Assert.All(second, request => Assert.True(request is { InputTokens: 50, OutputTokens: 5 or 15, Tenant: 3 }));
    }

    [Fact]
    public void A_window_is_played_alone_and_at_another_pace()
    {
        using var folder = Write(Trace, Lengths);
        var requests = Play(folder.Path, Seconds.Of(1500), Seconds.Of(300), 10);
        Assert.InRange(requests.Count, 1050, 1350);
        Assert.InRange(requests[^1].SentAt.SinceStart.Total, 28, 30);
        Assert.Equal(requests, Play(folder.Path, Seconds.Of(1500), Seconds.Of(300), 10));
    }

    [Fact]
    public void Faults_name_file_and_line()
    {
        using var folder = Write("0,2.0,1.41,Gamma,0.5,1.0\n600,1,1,Normal,1,1\n", """{"0": {"input_tokens": "{many: 1}", "output_tokens": "{10: 1.0}"}}""");
        var text = Assert.Throws<BadInputException>(() => ServeGenReader.Read(folder.Path)).ToString();
        Assert.Contains("chunk-3-trace.csv:2", text, StringComparison.Ordinal);
        Assert.Contains("chunk-3-dataset.json", text, StringComparison.Ordinal);
    }

    private static List<RequestSpec> Play(string folder, Seconds from, Seconds length, double pace)
    {
        var source = new ClientPopulationSource(ServeGenReader.Read(folder), from, length, pace, long.MaxValue, 1);
        var requests = new List<RequestSpec>();
        while (source.TryNext(out var request))
        {
            requests.Add(request);
        }

        return requests;
    }

    private static TemporaryFolder Write(string trace, string lengths)
    {
        var folder = new TemporaryFolder();
        File.WriteAllText(Path.Combine(folder.Path, "chunk-3-trace.csv"), trace);
        File.WriteAllText(Path.Combine(folder.Path, "chunk-3-dataset.json"), lengths);
        return folder;
    }
}
