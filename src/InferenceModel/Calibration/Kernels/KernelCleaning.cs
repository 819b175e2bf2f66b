using InferenceModel.Costs.Kernels;
using InferenceModel.Operators.Calls;
using InferenceModel.Units;

namespace InferenceModel.Calibration.Kernels;

/// <summary>
/// Rules that say which measurements are not believed, and what others really measured. A row not believed is left out of a
/// fit and of a validation, and counted.
/// </summary>
/// <param name="table">The table.</param>
/// <param name="columns">Its columns.</param>
/// <param name="machine">The machine.</param>
internal sealed class KernelCleaning(KernelTableName table, KernelColumns columns, KernelMachine machine)
{
    /// <summary>Rule 1: arithmetic alone would take longer at the data sheet's peak rate.</summary>
    public const string FasterThanSheet = "faster than the peak rate of the data sheet";

    /// <summary>Peak rates are at the boost clock of the data sheet; chips run a few percent above it.</summary>
    private const double ClockAllowance = 0.95;

    /// <summary>
    /// Rule 3: the bytes a kernel must read and write, less all that the last cache can hold from one repeat to the next, would take longer at the data
    /// sheet's bandwidth (TensorRT-LLM 1.3.0rc15 on L40S: 134 MB of keys and values in 29 us, 96 MB of cache, 864 GB/s).
    /// </summary>
    public const string FasterThanMemory = "faster than the bandwidth of the data sheet, the last cache allowed for";

    private readonly string[] sources = columns.TextsOr("kernel_source", string.Empty);

    private readonly string eager = table.Engine + KernelInputs.EagerSuffix;

    private readonly string dynamic = table.Engine + KernelInputs.DynamicSuffix;

    /// <summary>Why a row is not believed, or null.</summary>
    /// <param name="call">The call.</param>
    /// <param name="seconds">What was measured.</param>
    public string? Fault(KernelCall call, double seconds)
    {
        if (KernelFamilies.Find(call.Family)?.Roofline(call, machine) is not { } roofline)
        {
            return null;
        }

        // Elsewhere bytes are no lower bound: which experts are touched is a matter of chance, states may stay in registers.
        var uncached = call is GemmCall or DecodeAttentionCall or PrefillAttentionCall ? roofline.Memory - (machine.SecondLevelCache / machine.Bandwidth) : 0;
        return roofline.Compute * ClockAllowance > seconds ? FasterThanSheet : uncached * ClockAllowance > seconds ? FasterThanMemory : null;
    }

    /// <summary>
    /// Rule 2: whose kernel a row timed. vLLM 0.22 and later timed block-scaled multiplications launched from the host one by one
    /// (floors of 50 us and more), vLLM 0.14 latent attention (no row below 100 us, repeats a third apart; work enough hides the host):
    /// they are an engine of their own, so that they teach nothing about kernels in a graph. So are TensorRT-LLM's 8-bit multiplications with one
    /// scale a tensor: no row is below 11.8 us because the scale of the input is found anew each time, where served checkpoints state it.
    /// </summary>
    /// <param name="call">The call.</param>
    /// <param name="row">Its row.</param>
    public string Engine(KernelCall call, int row) => table.Engine switch
    {
        "vllm" when IsEager(call, row) => eager,
        "trtllm" when call is GemmCall { Precision: "fp8" } => dynamic,
        var engine => engine,
    };

    private bool IsEager(KernelCall call, int row) => call switch
    {
        GemmCall => call.Precision == "fp8_block" && table.Version is "0.22.0" or "0.24.0" && sources[row].Length > 0,
        LatentPrefillCall or LatentDecodeCall => table.Version == "0.14.0" && Ideal(call) < Seconds.OfMilliseconds(0.25).Total,
        _ => false,
    };

    private double Ideal(KernelCall call) => KernelFamilies.Find(call.Family)!.Roofline(call, machine).Total;
}
