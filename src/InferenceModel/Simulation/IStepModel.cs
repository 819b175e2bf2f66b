using InferenceModel.Estimation;
using InferenceModel.Operators;
using InferenceModel.Units;

namespace InferenceModel.Simulation;

/// <summary>The one question the simulator asks: how long does this batch take?</summary>
public interface IStepModel
{
    /// <summary>Pipeline stages a batch passes.</summary>
    int StageCount { get; }

    /// <summary>Time of a batch from its start to its tokens, host included.</summary>
    /// <param name="shape">The batch of one attention rank.</param>
    Seconds Latency(in StepShape shape);

    /// <summary>Time after which the next batch can follow through a pipeline.</summary>
    /// <param name="shape">The batch of one attention rank.</param>
    Seconds Interval(in StepShape shape);

    /// <summary>Time of a step that only decodes, as a line over the mean context.</summary>
    /// <param name="sequences">Sequences of one attention rank.</param>
    /// <param name="meanContext">Mean tokens in the cache of a sequence.</param>
    DecodeLine DecodeLine(double sequences, double meanContext);
}
