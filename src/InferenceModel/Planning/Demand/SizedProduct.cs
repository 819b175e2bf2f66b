namespace InferenceModel.Planning.Demand;

/// <summary>A product and what it is served with.</summary>
/// <param name="Load">What its users ask for.</param>
/// <param name="Unit">What its fleet grows by.</param>
public sealed record SizedProduct(ProductLoad Load, ReplicaUnit Unit)
{
    /// <summary>Units needed in an hour, headroom included.</summary>
    /// <param name="month">The month, from 0.</param>
    /// <param name="hour">The hour, from Monday 0 o'clock.</param>
    public int Units(int month, int hour) => Unit.Needed(Load.RequestsPerSecond(month, hour) * (1 + Load.Headroom));

    /// <summary>Accelerators needed in an hour, headroom included and spare ones not.</summary>
    /// <param name="month">The month, from 0.</param>
    /// <param name="hour">The hour, from Monday 0 o'clock.</param>
    public int Accelerators(int month, int hour) => Units(month, hour) * Unit.Accelerators;

    /// <summary>Accelerators the load keeps busy in an hour, as a fraction.</summary>
    /// <param name="month">The month, from 0.</param>
    /// <param name="hour">The hour, from Monday 0 o'clock.</param>
    public double BusyAccelerators(int month, int hour) => Load.RequestsPerSecond(month, hour) / Unit.RequestsPerSecond * Unit.Accelerators;
}
