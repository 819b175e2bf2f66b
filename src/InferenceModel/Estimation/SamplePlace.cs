namespace InferenceModel.Estimation;

/// <summary>A place between two samples.</summary>
/// <param name="Index">The lower sample.</param>
/// <param name="Share">Share of the way to the next one.</param>
internal readonly record struct SamplePlace(int Index, double Share);
