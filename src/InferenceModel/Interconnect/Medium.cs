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
    /// <summary>The same with every guess at one end of its band.</summary>
    /// <param name="outlook">Which end.</param>
    public Medium Under(Outlook outlook) => this with
    {
        Serialiser = Serialiser.LessIsBetter(outlook),
        ErrorCorrection = ErrorCorrection.LessIsBetter(outlook),
        Conversion = Conversion.LessIsBetter(outlook),
    };
}
