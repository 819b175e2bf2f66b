using System.Numerics.Tensors;

namespace InferenceModel.Training;

/// <summary>
/// A layer of a network: outputs = inputs x weights + biases, and what Adam remembers of their gradients (Kingma and Ba, "Adam", ICLR 2015; weights shrink
/// apart from the gradient: Loshchilov and Hutter, "Decoupled Weight Decay Regularization", ICLR 2019).
/// </summary>
internal sealed class DenseLayer
{
    private const float Momentum = 0.9f;
    private const float Spread = 0.98f;

    private readonly float[] gradient;
    private readonly float[] mean;
    private readonly float[] square;
    private readonly float[] step;

    /// <summary>Draws a layer: weights of variance 1 / inputs, biases of nought.</summary>
    /// <param name="inputs">Inputs.</param>
    /// <param name="outputs">Outputs.</param>
    /// <param name="random">Draws.</param>
    public DenseLayer(int inputs, int outputs, Random random)
    {
        (Inputs, Outputs) = (inputs, outputs);
        Parameters = new float[(inputs + 1) * outputs];
        (gradient, mean, square, step) = (new float[Parameters.Length], new float[Parameters.Length], new float[Parameters.Length], new float[Parameters.Length]);
        var width = Math.Sqrt(3.0 / inputs);
        for (var i = 0; i < inputs * outputs; i++)
        {
            Parameters[i] = (float)(((2 * random.NextDouble()) - 1) * width);
        }
    }

    /// <summary>Inputs.</summary>
    public int Inputs { get; }

    /// <summary>Outputs.</summary>
    public int Outputs { get; }

    /// <summary>Weights input after input, then biases.</summary>
    public float[] Parameters { get; }

    /// <summary>The weights.</summary>
    public ReadOnlySpan<float> Weights => Parameters.AsSpan(0, Inputs * Outputs);

    /// <summary>The biases.</summary>
    public ReadOnlySpan<float> Biases => Parameters.AsSpan(Inputs * Outputs);

    /// <summary>The outputs of rows.</summary>
    /// <param name="rows">Inputs, row after row.</param>
    /// <param name="outputs">Takes the outputs.</param>
    /// <param name="count">Rows.</param>
    public void Forward(ReadOnlySpan<float> rows, Span<float> outputs, int count)
    {
        for (var i = 0; i < count; i++)
        {
            Biases.CopyTo(outputs.Slice(i * Outputs, Outputs));
        }

        DenseMath.AddProduct(rows, Inputs, 1, Weights, outputs, count, Inputs, Outputs);
    }

    /// <summary>Takes the gradient of the loss by outputs: remembers that by weights and biases, and writes that by inputs.</summary>
    /// <param name="rows">Inputs of <see cref="Forward"/>.</param>
    /// <param name="byOutputs">Gradient by outputs.</param>
    /// <param name="byInputs">Takes the gradient by inputs; empty where nobody asks.</param>
    /// <param name="count">Rows.</param>
    public void Backward(ReadOnlySpan<float> rows, ReadOnlySpan<float> byOutputs, Span<float> byInputs, int count)
    {
        gradient.AsSpan().Clear();
        DenseMath.AddProduct(rows, 1, Inputs, byOutputs, gradient.AsSpan(0, Inputs * Outputs), Inputs, count, Outputs);
        var biases = gradient.AsSpan(Inputs * Outputs);
        for (var i = 0; i < count; i++)
        {
            TensorPrimitives.Add(biases, byOutputs.Slice(i * Outputs, Outputs), biases);
        }

        if (!byInputs.IsEmpty)
        {
            byInputs.Clear();
            DenseMath.AddProduct(byOutputs, Outputs, 1, Turned(), byInputs, count, Outputs, Inputs);
        }
    }

    /// <summary>Moves the parameters against the gradient.</summary>
    /// <param name="number">Number of the step, from 1.</param>
    /// <param name="rate">Learning rate.</param>
    /// <param name="decay">Share of the rate by which weights shrink.</param>
    public void Move(int number, double rate, double decay)
    {
        TensorPrimitives.Multiply(mean, Momentum, mean);
        TensorPrimitives.MultiplyAdd(gradient, 1 - Momentum, mean, mean);
        TensorPrimitives.Multiply(gradient, gradient, gradient);
        TensorPrimitives.Multiply(square, Spread, square);
        TensorPrimitives.MultiplyAdd(gradient, 1 - Spread, square, square);
        TensorPrimitives.Multiply(square, (float)(1 / (1 - Math.Pow(Spread, number))), step);
        TensorPrimitives.Sqrt(step, step);
        TensorPrimitives.Add(step, 1e-8f, step);
        TensorPrimitives.Divide(mean, step, step);
        var weights = Parameters.AsSpan(0, Inputs * Outputs);
        TensorPrimitives.Multiply(weights, (float)(1 - (rate * decay)), weights);
        TensorPrimitives.MultiplyAdd(step, (float)(-rate / (1 - Math.Pow(Momentum, number))), Parameters, Parameters);
    }

    private float[] Turned()
    {
        var turned = new float[Inputs * Outputs];
        for (var i = 0; i < Inputs; i++)
        {
            for (var j = 0; j < Outputs; j++)
            {
                turned[(j * Inputs) + i] = Parameters[(i * Outputs) + j];
            }
        }

        return turned;
    }
}
