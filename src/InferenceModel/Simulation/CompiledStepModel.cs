using InferenceModel.Estimation;
using InferenceModel.Operators;
using InferenceModel.Units;

namespace InferenceModel.Simulation;

/// <summary>Answers from a compiled plan.</summary>
/// <param name="plan">The plan.</param>
public sealed class CompiledStepModel(CompiledPlan plan) : IStepModel
{
    /// <inheritdoc />
    public int StageCount => plan.StageCount;

    /// <inheritdoc />
    public Seconds Latency(in StepShape shape) => plan.Latency(shape);

    /// <inheritdoc />
    public Seconds Interval(in StepShape shape) => plan.Interval(shape);

    /// <inheritdoc />
    public DecodeLine DecodeLine(double sequences, double meanContext) => plan.DecodeLine(sequences, meanContext);
}
