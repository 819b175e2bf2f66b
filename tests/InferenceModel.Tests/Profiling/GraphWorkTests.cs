using InferenceModel.Models;
using InferenceModel.Operators;
using InferenceModel.Profiling.Counting;
using InferenceModel.Profiling.Layers;
using InferenceModel.Profiling.Onnx;
using InferenceModel.Sharding;
using InferenceModel.Units;
using Xunit;

namespace InferenceModel.Tests.Profiling;

/// <summary>Two descriptions of one model, graph and lowering, count the same.</summary>
public sealed class GraphWorkTests
{
    public static TheoryData<string> Models => [.. Repository.Catalog.Models.Entries.Keys];

    [Theory]
    [MemberData(nameof(Models))]
    public void Counts_from_the_graph_equal_those_of_the_lowering(string id)
    {
        var compared = 0;
        foreach (var format in new[] { WeightFormat.Bf16, WeightFormat.Int4Group32 })
        {
            var model = Repository.Model(id).WithPrecision(format) with { KvFormat = KvCacheFormat.Bf16 };
            foreach (var layer in model.Layers.Select(group => group.Layer).Distinct().Where(layer => LayerGraphs.Refusal(layer) is null))
            {
                foreach (var tensor in new[] { 1, 2 }.Where(tensor => (layer.Mixer?.Heads ?? tensor) % tensor == 0 && (layer.Mixer is LatentAttention || (layer.Mixer?.KeyValueHeads ?? tensor) % tensor == 0)))
                {
                    Compare(model, layer, LayerPhase.Prefill, tensor, tokens: 5, past: 0);
                    Compare(model, layer, LayerPhase.Decode, tensor, tokens: 1, past: 300);
                    compared++;
                }
            }
        }

        Assert.SkipWhen(compared == 0, "no layer of this model has a graph: " + string.Join("; ", Repository.Model(id).WithPrecision(WeightFormat.Bf16).Layers.Select(group => LayerGraphs.Refusal(group.Layer)).Distinct()));
    }

    private static void Compare(LanguageModel model, DecoderLayer layer, LayerPhase phase, int tensor, int tokens, int past)
    {
        const int Batch = 3;
        var graph = LayerGraphs.Layer(model, layer, new LayerGraphOptions(phase, OnnxElement.BFloat16, tensor));
        var isLatent = layer.Mixer is LatentAttention;
        var sizes = new Dictionary<string, double> { ["batch"] = Batch, ["tokens"] = tokens, ["cache"] = isLatent ? past : past + tokens, ["total"] = past + tokens };
        var counted = GraphWork.Count(graph, sizes, Bytes.Of(2));
        var shape = phase == LayerPhase.Prefill ? StepShape.Prefill(Batch, tokens, past) : StepShape.Decode(Batch, past + tokens);
        var one = model with { Layers = [new LayerGroup(1, layer)] };
        var lowered = Lowering.Lower(one, KvCacheFormat.Bf16, new ShardingPlan(TensorParallel: tensor), new RankLayout(null, null, null, null))[0].Blocks[1].Operators;
        var works = lowered.Select(part => (part.Kind, Work: WorkOf(part, shape), part.Name)).Where(pair => pair.Work.Launches > 0).ToList();
        foreach (var kind in Enum.GetValues<OperatorKind>())
        {
            var ours = counted.Where(kernel => kernel.Kind == kind).Select(kernel => kernel.Work).ToList();
            var theirs = works.Where(pair => pair.Kind == kind).Select(pair => pair.Work).ToList();
            var context = $"{model.Id} {phase} TP{tensor} {layer.Mixer?.Kind} {layer.FeedForward?.Kind} {kind}\n graph: {string.Join("\n  ", counted.Where(kernel => kernel.Kind == kind).Select(kernel => $"{kernel.Name} {kernel.Work.Traffic.Total}").Take(30))}\n lowering: {string.Join("\n  ", works.Where(pair => pair.Kind == kind).Select(pair => $"{pair.Name} {pair.Work.Traffic.Total}"))}\n";
            Equal(theirs.Sum(work => work.Arithmetic.Total), ours.Sum(work => work.Arithmetic.Total), context + "operations");
            Equal(theirs.Sum(work => work.Weights.Total), ours.Sum(work => work.Weights.Total), context + "weights");
            Equal(theirs.Sum(work => work.Activations.Total + work.Cache.Total), ours.Sum(work => work.Activations.Total + work.Cache.Total), context + "activations and cache");
        }
    }

    private static OperatorWork WorkOf(Operator part, StepShape shape) => part switch
    {
        TokenOperator token => token.Choice switch
        {
            TokenChoice.Prefill => shape.PrefillTokens > 0 ? token.Work(shape.PrefillTokens) : default,
            TokenChoice.Decode => shape.DecodeSequences > 0 ? token.Work(shape.DecodeSequences) : default,
            _ => token.Work(shape.Tokens),
        },
        ContextOperator context => context.Work(shape),
        _ => default,
    };

    /// <summary>Sums of the same terms in another order.</summary>
    private static void Equal(double expected, double actual, string what) =>
        Assert.True(Math.Abs(expected - actual) <= 1e-9 * Math.Abs(expected), $"{what}: lowering {expected}, graph {actual}");
}
