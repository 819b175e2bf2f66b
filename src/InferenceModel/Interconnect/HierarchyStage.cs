namespace InferenceModel.Interconnect;

/// <summary>One step of a hierarchical algorithm.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Curve">Its time.</param>
/// <param name="ByteShare">Bytes of this step over bytes of the whole call.</param>
public sealed record HierarchyStage(string Name, CollectiveCurve Curve, double ByteShare);
