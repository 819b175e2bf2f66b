using InferenceModel.Units;

namespace InferenceModel.Interconnect;

/// <summary>What a group's wire is, relative to the wire constants were fitted on. The default value carries nothing.</summary>
/// <param name="Bandwidth">Nominal bandwidth of one rank, one direction.</param>
/// <param name="EfficiencyScale">Share of nominal this wire reaches over the share the fitted wire reaches.</param>
/// <param name="LatencyScale">Step latency of this wire over that of the fitted wire.</param>
/// <param name="ExtraCrossing">One-way crossing of this fabric beyond that of the fitted one: further switches, optics, fibre.</param>
public readonly record struct WireTerms(BytesPerSecond Bandwidth, double EfficiencyScale, double LatencyScale, Seconds ExtraCrossing);
