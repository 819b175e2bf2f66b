using System.Numerics.Tensors;

namespace InferenceModel.Training;

/// <summary>A batch of rows on its way through a network and back.</summary>
internal sealed class NetworkPass
{
    private readonly SmoothNetwork network;
    private readonly int rows;
    private readonly float[][] inputs;
    private readonly float[][] sums;
    private readonly float[][] gates;
    private readonly float[][] gradients;

    /// <summary>Makes room for a batch.</summary>
    /// <param name="network">The network.</param>
    /// <param name="rows">Rows of a batch; a multiple of 4.</param>
    public NetworkPass(SmoothNetwork network, int rows)
    {
        (this.network, this.rows) = (network, rows);
        inputs = [.. network.Layers.Select(layer => new float[rows * layer.Inputs])];
        sums = [.. network.Layers.Select(layer => new float[rows * layer.Outputs])];
        gates = [.. network.Layers.Select(layer => new float[rows * layer.Outputs])];
        gradients = [.. network.Layers.Select(layer => new float[rows * layer.Outputs])];
    }

    /// <summary>Scaled inputs, to be written before <see cref="Forward"/>.</summary>
    public Span<float> Inputs => inputs[0];

    /// <summary>The answer for a row.</summary>
    /// <param name="row">Row.</param>
    public float Answer(int row) => sums[^1][row * network.Layers[^1].Outputs];

    /// <summary>Computes the answers.</summary>
    public void Forward()
    {
        for (var i = 0; i < sums.Length; i++)
        {
            network.Layers[i].Forward(inputs[i], sums[i], rows);
            if (i + 1 < sums.Length)
            {
                TensorPrimitives.Sigmoid(sums[i], gates[i]);
                TensorPrimitives.Multiply(sums[i], gates[i], inputs[i + 1]);
            }
        }
    }

    /// <summary>Computes the gradient of all parameters.</summary>
    /// <param name="byAnswers">Gradient of the loss by answers.</param>
    public void Backward(ReadOnlySpan<float> byAnswers)
    {
        var last = gradients.Length - 1;
        for (var i = 0; i < rows; i++)
        {
            gradients[last][i * network.Layers[last].Outputs] = byAnswers[i];
        }

        for (var i = last; i >= 0; i--)
        {
            network.Layers[i].Backward(inputs[i], gradients[i], i > 0 ? gradients[i - 1] : [], rows);
            if (i > 0)
            {
                ThroughGate(sums[i - 1], gates[i - 1], inputs[i], gradients[i - 1]);
            }
        }
    }

    /// <summary>Through y = x s(x), with s the logistic function, whose derivative is s + y (1 - s).</summary>
    private static void ThroughGate(Span<float> sums, Span<float> gates, ReadOnlySpan<float> outputs, Span<float> gradient)
    {
        TensorPrimitives.Subtract(1, gates, sums);
        TensorPrimitives.MultiplyAdd(outputs, sums, gates, sums);
        TensorPrimitives.Multiply(gradient, sums, gradient);
    }
}
