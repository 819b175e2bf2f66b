using System.Collections.Immutable;
using InferenceModel.Models;
using InferenceModel.Planning;
using InferenceModel.Planning.Demand;

namespace InferenceModel.Scenarios;

/// <summary>One row of a demand file, read and checked.</summary>
/// <param name="Line">Line of the file the row begins on.</param>
/// <param name="Load">What the product's users ask for.</param>
/// <param name="Model">Name of the model or path of its configuration.</param>
/// <param name="Precision">Weight format, or null for the checkpoint's own.</param>
/// <param name="Engines">Names of the engines it may run on.</param>
/// <param name="Modes">Serving modes considered.</param>
/// <param name="Widest">Most accelerators of a replica.</param>
/// <param name="Level">Latencies to keep.</param>
public sealed record DemandProduct(
    int Line, ProductLoad Load, string Model, WeightFormat? Precision, ImmutableArray<string> Engines, ImmutableArray<ServingMode> Modes, int Widest, ServiceLevel Level);
