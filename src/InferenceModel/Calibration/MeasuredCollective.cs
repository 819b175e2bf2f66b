using InferenceModel.Interconnect;
using InferenceModel.Units;

namespace InferenceModel.Calibration;

/// <summary>One measured collective, resolved to what the model calls by these names.</summary>
/// <param name="Name">Which row.</param>
/// <param name="System">The system as the file calls it.</param>
/// <param name="Implementation">Whose kernels ran.</param>
/// <param name="ImplementationName">Their name in the file, without what describes the call.</param>
/// <param name="Version">Their version.</param>
/// <param name="Launch">How they were launched.</param>
/// <param name="Kind">What was done.</param>
/// <param name="Group">Who took part.</param>
/// <param name="Multiprocessors">Multiprocessors the kernels could use, or zero.</param>
/// <param name="Call">The call.</param>
/// <param name="Time">What was measured.</param>
public sealed record MeasuredCollective(
    string Name,
    string System,
    CollectiveImplementation Implementation,
    string ImplementationName,
    Version Version,
    LaunchMode Launch,
    CollectiveKind Kind,
    CommunicationGroup Group,
    int Multiprocessors,
    CollectiveCall Call,
    Seconds Time);
