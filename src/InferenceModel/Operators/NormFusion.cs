using System.Collections.Immutable;
using InferenceModel.Interconnect;

namespace InferenceModel.Operators;

/// <summary>Joins every all-reduce with the norm of the residual stream that follows it, for engines that do both in one kernel.</summary>
public static class NormFusion
{
    /// <summary>The stages with pairs joined; layers of a block follow each other, so that its last operator meets its first.</summary>
    /// <param name="stages">The stages.</param>
    public static ImmutableArray<LoweredStage> Apply(ImmutableArray<LoweredStage> stages) =>
        [.. stages.Select(stage => stage with { Blocks = [.. stage.Blocks.Select(block => block with { Operators = Joined(block.Operators) })] })];

    private static ImmutableArray<Operator> Joined(ImmutableArray<Operator> operators)
    {
        var result = operators.ToList();
        for (var i = result.Count - 1; i >= 0; i--)
        {
            var next = i + 1 < result.Count ? i + 1 : 0;
            if (result[i] is CollectiveOperator { Collective: CollectiveKind.AllReduce, Norm: null } reduce && result[next] is Elementwise { IsResidualNorm: true } norm)
            {
                result[i] = reduce with { Name = $"{reduce.Name}, {norm.Name}", Norm = norm };
                result.RemoveAt(next);
                i = Math.Min(i, result.Count);
            }
        }

        return [.. result];
    }
}
