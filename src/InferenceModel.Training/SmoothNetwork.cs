using System.Collections.Immutable;

namespace InferenceModel.Training;

/// <summary>
/// A network whose answers are smooth between what it was shown: inputs are held inside the range of the training rows, centred and scaled, and pass through
/// dense layers with x sigmoid(x) between them.
/// </summary>
internal sealed class SmoothNetwork
{
    /// <summary>Takes a network.</summary>
    /// <param name="scaling">How inputs are scaled.</param>
    /// <param name="layers">Layers, the first from scaled inputs, padded with noughts; of the last layer's outputs the first is the answer.</param>
    public SmoothNetwork(InputScaling scaling, ImmutableArray<DenseLayer> layers) => (Scaling, Layers) = (scaling, layers);

    /// <summary>How inputs are scaled.</summary>
    public InputScaling Scaling { get; }

    /// <summary>The layers.</summary>
    public ImmutableArray<DenseLayer> Layers { get; }

    /// <summary>The answers for rows.</summary>
    /// <param name="rows">Inputs, row after row, unscaled.</param>
    public float[] Values(ReadOnlySpan<float> rows)
    {
        const int Batch = 256;
        var count = rows.Length / Scaling.Columns;
        var answers = new float[count];
        var pass = new NetworkPass(this, Batch);
        for (var first = 0; first < count; first += Batch)
        {
            var many = Math.Min(Batch, count - first);
            pass.Inputs.Clear();
            for (var i = 0; i < many; i++)
            {
                Scaling.Scale(rows.Slice((first + i) * Scaling.Columns, Scaling.Columns), pass.Inputs.Slice(i * Scaling.Padded, Scaling.Padded));
            }

            pass.Forward();
            for (var i = 0; i < many; i++)
            {
                answers[first + i] = pass.Answer(i);
            }
        }

        return answers;
    }
}
