using System.Diagnostics;
using InferenceModel.Calibration;
using InferenceModel.Profiling.Onnx;
using InferenceModel.Profiling.Running;
using InferenceModel.Units;

namespace InferenceModel.Profiling.Measuring;

/// <summary>Times what calling a session costs beside its nodes: a graph of one addition of a few numbers.</summary>
public static class SessionCall
{
    private const int Calls = 400;

    /// <summary>The median of many calls.</summary>
    /// <param name="runtime">How ONNX Runtime runs.</param>
    public static Seconds Measure(RuntimeOptions runtime)
    {
        var graph = new GraphBuilder(OnnxElement.Float32);
        var value = graph.Input("value", OnnxElement.Float32, 1L, 8L);
        graph.Output(graph.Node("Add", "sum", [value, value]), "sum_out", 1L, 8L);
        using var session = new ModelSession(graph.Build("call"), runtime);
        using var run = new GraphRun(session, new Dictionary<string, long>());
        var seconds = new double[Calls];
        for (var i = 0; i < Calls; i++)
        {
            var start = Stopwatch.GetTimestamp();
            run.Run();
            seconds[i] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        Array.Sort(seconds);
        return Seconds.Of(ErrorStatistics.Quantile(seconds, 0.5));
    }
}
