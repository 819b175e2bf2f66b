using System.Globalization;

namespace InferenceModel.Sharding;

/// <summary>How one copy of a model is cut over accelerators, and how many copies serve.</summary>
/// <param name="TensorParallel">Ranks that share every attention layer.</param>
/// <param name="PipelineParallel">Stages of consecutive layers.</param>
/// <param name="AttentionDataParallel">Groups that hold attention whole and split the requests; experts are shared among them.</param>
/// <param name="ExpertParallel">Ranks the experts are dealt out to; the rest of the ranks cut each expert.</param>
/// <param name="ContextParallel">Ranks that split one sequence in prefill and its cache in decode.</param>
/// <param name="Replicas">Independent copies.</param>
public sealed record ShardingPlan(
    int TensorParallel = 1,
    int PipelineParallel = 1,
    int AttentionDataParallel = 1,
    int ExpertParallel = 1,
    int ContextParallel = 1,
    int Replicas = 1)
{
    /// <summary>Share of the weights that stays in the memory of the host and is streamed in for every step.</summary>
    public double HostWeightShare { get; init; }

    /// <summary>Accelerators of one stage.</summary>
    public int AcceleratorsPerStage => TensorParallel * ContextParallel * AttentionDataParallel;

    /// <summary>Accelerators of one copy.</summary>
    public int AcceleratorsPerReplica => AcceleratorsPerStage * PipelineParallel;

    /// <summary>Accelerators in all.</summary>
    public int Accelerators => AcceleratorsPerReplica * Replicas;

    /// <summary>Ranks that cut each expert's matrices.</summary>
    public int ExpertTensorParallel => Math.Max(1, AcceleratorsPerStage / ExpertParallel);

    /// <summary>A short name such as <c>TP8 EP8 x4</c>.</summary>
    public override string ToString()
    {
        var parts = new List<string> { string.Create(CultureInfo.InvariantCulture, $"TP{TensorParallel}") };
        Append(parts, "PP", PipelineParallel);
        Append(parts, "DP", AttentionDataParallel);
        Append(parts, "EP", ExpertParallel);
        Append(parts, "CP", ContextParallel);
        Append(parts, "x", Replicas);
        return string.Join(' ', parts);
    }

    private static void Append(List<string> parts, string name, int width)
    {
        if (width > 1)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{name}{width}"));
        }
    }
}
