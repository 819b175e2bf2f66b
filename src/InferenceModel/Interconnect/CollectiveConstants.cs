using System.Collections.Immutable;
using InferenceModel.Units;

namespace InferenceModel.Interconnect;

/// <summary>The constants of an implementation for some collectives on one generation of links.</summary>
/// <param name="Kinds">What they are for.</param>
/// <param name="Launch">How it is launched; null where it makes no difference.</param>
/// <param name="LinkKind">The family of wires they were fitted on.</param>
/// <param name="Generation">The generation they were fitted on.</param>
/// <param name="Path">The class of PCI Express path they were fitted on; null for other wires.</param>
/// <param name="Host">The wire to the host they were fitted with, where that makes a difference; else null.</param>
/// <param name="Since">The first version they hold for; 0.0 for all.</param>
/// <param name="ReferenceLatency">Step latency of the wire they were fitted on; others scale with theirs.</param>
/// <param name="ReferenceShare">Share of nominal that wire reaches; others scale with theirs.</param>
/// <param name="Floor">The least time of one launch from the host.</param>
/// <param name="Branches">The algorithms.</param>
/// <param name="Source">What they were fitted on.</param>
public sealed record CollectiveConstants(
    ImmutableArray<CollectiveKind> Kinds,
    LaunchMode? Launch,
    LinkKind LinkKind,
    int Generation,
    PathClass? Path,
    LinkKind? Host,
    Version Since,
    Seconds ReferenceLatency,
    double ReferenceShare,
    Seconds Floor,
    ImmutableArray<BranchConstants> Branches,
    string Source);
