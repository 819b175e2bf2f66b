using System.Collections.Immutable;
using InferenceModel.Models;

namespace InferenceModel.Catalog;

/// <summary>What came of reading one configuration: a model, or the reasons for none.</summary>
/// <param name="File">The file.</param>
/// <param name="Model">The model, or null.</param>
/// <param name="Findings">The reasons; none where there is a model.</param>
public sealed record ConfigReading(string File, LanguageModel? Model, ImmutableArray<Finding> Findings);
