using InferenceModel.Units;

namespace InferenceModel.Interconnect;

/// <summary>One wire between a port and the next.</summary>
/// <param name="Medium">What it is made of.</param>
/// <param name="Length">How long it is.</param>
public sealed record Hop(Medium Medium, Metres Length)
{
    /// <summary>Serialiser, error correction, conversion to light and back, flight.</summary>
    public Seconds Latency => Medium.Serialiser.Value + Medium.ErrorCorrection.Value + Medium.Conversion.Value + (Medium.FlightPerMetre.Value * Length.Total);
}
