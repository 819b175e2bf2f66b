using System.Collections.Immutable;
using InferenceModel.Models;

namespace InferenceModel.Operators;

/// <summary>Deals the layers of a model out to pipeline stages.</summary>
public static class StageLayers
{
    /// <summary>The layers of each stage, those that are the same counted together.</summary>
    /// <param name="model">The model.</param>
    /// <param name="stages">Number of stages, at most the number of layers.</param>
    public static ImmutableArray<ImmutableArray<LayerGroup>> Of(LanguageModel model, int stages)
    {
        var layers = model.Layers.SelectMany(group => Enumerable.Repeat(group.Layer, group.Count)).ToArray();
        var result = ImmutableArray.CreateBuilder<ImmutableArray<LayerGroup>>(stages);
        var next = 0;
        for (var i = 0; i < stages; i++)
        {
            // Earlier stages take one more where the deal is uneven: the last also has the head.
            var count = (layers.Length / stages) + (i < layers.Length % stages ? 1 : 0);
            result.Add([.. layers.AsSpan(next, count).ToArray().GroupBy(layer => layer).Select(same => new LayerGroup(same.Count(), same.Key))]);
            next += count;
        }

        return result.ToImmutable();
    }
}
