using System.Collections.Immutable;
using InferenceModel.Models;
using InferenceModel.Operators.Calls;
using InferenceModel.Units;

namespace InferenceModel.Costs.Kernels;

/// <summary>
/// Whole latent attention blocks, with or without an indexer, one after another: launches, projections, passes over activations,
/// index scores and their selection, attention.
/// </summary>
/// <param name="id">Name of the measured tables.</param>
internal sealed class LatentModuleFamily(string id) : IKernelFamily
{
    private const int Floor = 0;
    private const int ComputeShare = 1;
    private const int MemoryShare = 2;
    private const int AttentionComputeShare = 3;
    private const int AttentionMemoryShare = 4;
    private const int ScoreShare = 5;
    private const int ScorePasses = 6;
    private const int Passes = 7;
    private const int SequenceCost = 8;
    private const int Sharpness = 9;

    /// <inheritdoc />
    public string Id => id;

    /// <inheritdoc />
    public ImmutableArray<KernelConstant> Constants { get; } =
    [
        new("floor_us", 60, 5, 3000, "microseconds of all launches with next to nothing to do"),
        new("compute_share", 0.5, 0.03, 1.1, "share of the dense rate projections reach"),
        new("memory_share", 0.7, 0.1, 1.1, "share of bandwidth projections reach"),
        new("attention_compute_share", 0.4, 0.005, 1.1, "share of the dense rate attention reaches"),
        new("attention_memory_share", 0.6, 0.01, 3, "share of bandwidth attention reaches; above 1 where selected tokens are shared in the cache"),
        new("score_share", 0.3, 0.005, 1.1, "share of the eight-bit rate index scores reach"),
        new("score_passes", 3, 0.02, 100, "passes over four-byte index scores: writing, selecting"),
        new("passes", 3, 0.1, 30, "passes over activations: norms, rotary position, quantising, cache"),
        new("sequence_us", 0.01, 0.0001, 5, "microseconds for each sequence"),
        new("sharpness", 3, 1, 8, "how well arithmetic and traffic hide behind each other"),
    ];

    /// <inheritdoc />
    public ImmutableArray<string> FeatureNames { get; } =
    [
        "log_total_over_floor", "log_projections_over_floor", "log_attention_over_projections", "log_attention_compute_over_memory", "log_scores_over_attention",
        "log_all_tokens", "log_tokens", "log_sequences", "log_past", "log_context_over_selected", "log_heads", "log_index_heads", "log_hidden", "weight_bits", "cache_bits",
        "scaled_blocks", "log_weights_over_last_cache", "log_cache_over_last_cache", "log_matrix_rows", "is_dense", "is_reused", "row_fill_64", "row_fill_128", "tokens_fill_128",
        "log_sequence_heads", "kernel_flash", "kernel_trt", "kernel_generated", "kernel_flashinfer", "kernel_triton",
    ];

    /// <inheritdoc />
    public KernelParts Time(KernelCall call, KernelMachine machine, ReadOnlySpan<double> constants)
    {
        var module = (LatentModuleCall)call;
        var sharpness = constants[Sharpness];
        var projections = KernelParts.Of(
            0,
            2 * module.AllTokens * module.ProjectionWeights / (machine.Rate(module.Format.Compute) * constants[ComputeShare]),
            module.ProjectionWeights * module.Format.BitsPerWeight / 8 / (machine.Bandwidth * constants[MemoryShare]),
            sharpness);
        var attention = KernelParts.Of(
            0,
            module.AttentionOperations / (machine.HalfRate * constants[AttentionComputeShare]),
            module.AttentionBytes / (machine.Bandwidth * constants[AttentionMemoryShare]),
            sharpness);
        var scores = (module.ScoreOperations / (machine.Rate(NumberFormat.Fp8) * constants[ScoreShare]))
            + (4 * module.ScoredPairs * constants[ScorePasses] / machine.Bandwidth);
        var passes = 2 * constants[Passes] * module.AllTokens * module.NumbersPerToken / machine.Bandwidth;
        var floor = Seconds.OfMicroseconds(constants[Floor] + (constants[SequenceCost] * module.Sequences)).Total;
        var compute = projections.Compute + attention.Compute;
        var memory = projections.Memory + attention.Memory + passes;
        return new KernelParts(floor, compute, memory, floor + projections.Total + attention.Total + scores + passes);
    }

    /// <inheritdoc />
    public KernelParts Roofline(KernelCall call, KernelMachine machine)
    {
        var module = (LatentModuleCall)call;
        var compute = (2 * module.AllTokens * module.ProjectionWeights / machine.Rate(module.Format.Compute))
            + (module.AttentionOperations / machine.HalfRate) + (module.ScoreOperations / machine.Rate(NumberFormat.Fp8));
        var cache = module.Sequences * (module.Tokens + module.Past) * module.Block.Widths.Cached * module.CacheBits / 8;
        var memory = ((module.ProjectionWeights * module.Format.BitsPerWeight / 8) + Math.Min(cache, module.AttentionBytes) + (4 * module.AllTokens * module.Block.Hidden)) / machine.Bandwidth;
        return new KernelParts(0, compute, memory, Math.Max(compute, memory));
    }

    /// <inheritdoc />
    public void Features(KernelCall call, KernelMachine machine, ReadOnlySpan<double> constants, Span<float> features)
    {
        var module = (LatentModuleCall)call;
        var time = Time(call, machine, constants);
        var weightBytes = module.ProjectionWeights * module.Format.BitsPerWeight / 8;
        var projections = Math.Max(2 * module.AllTokens * module.ProjectionWeights / machine.Rate(module.Format.Compute), weightBytes / machine.Bandwidth);
        var (arithmetic, traffic) = (module.AttentionOperations / machine.HalfRate, module.AttentionBytes / machine.Bandwidth);
        var context = module.Tokens + module.Past;
        var into = new FeatureWriter(features);
        into.PutRatio(time.Total, time.Floor);
        into.PutRatio(projections, time.Floor);
        into.PutRatio(Math.Max(arithmetic, traffic), projections);
        into.PutRatio(arithmetic, traffic);
        into.PutRatio(module.ScoreOperations / machine.Rate(NumberFormat.Fp8), Math.Max(arithmetic, traffic));
        into.PutRatio(module.AllTokens);
        into.PutRatio(module.Tokens);
        into.PutRatio(module.Sequences);
        into.PutRatio(1 + module.Past);
        into.Put(module.Block.IndexHeads > 0 ? Math.Log2(context / module.Block.Selected) : -12);
        into.PutRatio(module.Heads);
        into.PutRatio(1 + module.Block.IndexHeads);
        into.PutRatio(module.Block.Hidden);
        into.Put(module.Format.ElementBits);
        into.Put(module.CacheBits);
        into.Put(module.Format.WeightsPerScale > 0);
        into.PutRatio(weightBytes, machine.SecondLevelCache);
        into.PutRatio(module.Sequences * context * module.Block.Widths.Cached * module.CacheBits / 8, machine.SecondLevelCache);
        into.PutRatio(machine.MatrixRows);
        into.Put(module.Path == LatentPath.Dense);
        into.Put(module.Path == LatentPath.ReusedIndex);
        into.Put(TileMath.Fill(module.AllTokens, 64));
        into.Put(TileMath.Fill(module.AllTokens, 128));
        into.Put(TileMath.Fill(module.Tokens, 128));
        into.PutRatio(module.Sequences * module.Heads);
        AttentionFeatures.PutKernel(ref into, module.Kernel);
    }
}
