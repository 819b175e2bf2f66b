using InferenceModel.Units;

namespace InferenceModel.Interconnect;

/// <summary>What a wire is made of.</summary>
/// <param name="Id">The name files use.</param>
/// <param name="Name">The name people use.</param>
/// <param name="Serialiser">Serialiser and deserialiser, both ends.</param>
/// <param name="ErrorCorrection">Forward error correction of one wire.</param>
/// <param name="Conversion">Conversion to light and back, both ends; nothing for copper.</param>
/// <param name="FlightPerMetre">Time of flight.</param>
public sealed record Medium(
    string Id, string Name, Figure<Seconds> Serialiser, Figure<Seconds> ErrorCorrection, Figure<Seconds> Conversion, Figure<Seconds> FlightPerMetre)
{
    /// <summary>The same at one end of its bands.</summary>
    /// <param name="end">Which end.</param>
    public Medium At(BandEnd end) => this with { Serialiser = Serialiser.At(end), ErrorCorrection = ErrorCorrection.At(end), Conversion = Conversion.At(end) };
}
