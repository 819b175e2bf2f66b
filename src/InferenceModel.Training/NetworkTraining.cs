using System.Collections.Immutable;

namespace InferenceModel.Training;

/// <summary>Trains smooth networks: mini-batches, Adam, a learning rate that rises shortly and falls along a cosine.</summary>
internal static class NetworkTraining
{
    private const double WarmUp = 0.05;

    /// <summary>Trains a network.</summary>
    /// <param name="features">Inputs, row after row.</param>
    /// <param name="columns">Numbers of a row.</param>
    /// <param name="targets">One number a row.</param>
    /// <param name="options">How to train.</param>
    /// <param name="progress">Told of each hundredth of the steps, or null.</param>
    public static SmoothNetwork Train(float[] features, int columns, float[] targets, NetworkOptions options, Action? progress = null)
    {
        var random = new Random(options.Seed);
        var network = Draw(InputScaling.Of(features, columns), options, random);
        var pass = new NetworkPass(network, options.Batch);
        var order = Enumerable.Range(0, targets.Length).ToArray();
        var (byAnswers, chosen) = (new float[options.Batch], new int[options.Batch]);
        var next = order.Length;
        for (var step = 1; step <= options.Steps; step++)
        {
            next = Choose(chosen, order, next, random);
            Fill(pass, network.Scaling, features, chosen);
            pass.Forward();
            for (var i = 0; i < chosen.Length; i++)
            {
                var error = pass.Answer(i) - targets[chosen[i]];
                byAnswers[i] = (float)(error / Math.Sqrt((error * error) + (options.Rounding * options.Rounding))) / chosen.Length;
            }

            pass.Backward(byAnswers);
            foreach (var layer in network.Layers)
            {
                layer.Move(step, Rate(options, step), options.Decay);
            }

            if (step * 100 / options.Steps > (step - 1) * 100 / options.Steps)
            {
                progress?.Invoke();
            }
        }

        return network;
    }

    private static SmoothNetwork Draw(InputScaling scaling, NetworkOptions options, Random random)
    {
        var layers = ImmutableArray.CreateBuilder<DenseLayer>();
        for (var i = 0; i <= options.HiddenLayers; i++)
        {
            layers.Add(new DenseLayer(i == 0 ? scaling.Padded : options.Width, i == options.HiddenLayers ? DenseMath.Columns : options.Width, random));
        }

        return new SmoothNetwork(scaling, layers.ToImmutable());
    }

    /// <summary>The next rows of a shuffled deck; a deck that runs out is shuffled anew.</summary>
    private static int Choose(int[] chosen, int[] order, int next, Random random)
    {
        for (var i = 0; i < chosen.Length; i++)
        {
            if (next == order.Length)
            {
                random.Shuffle(order);
                next = 0;
            }

            chosen[i] = order[next++];
        }

        return next;
    }

    private static void Fill(NetworkPass pass, InputScaling scaling, float[] features, int[] chosen)
    {
        for (var i = 0; i < chosen.Length; i++)
        {
            scaling.Scale(features.AsSpan(chosen[i] * scaling.Columns, scaling.Columns), pass.Inputs.Slice(i * scaling.Padded, scaling.Padded));
        }
    }

    private static double Rate(NetworkOptions options, int step)
    {
        var done = (double)step / options.Steps;
        return options.LearningRate * (done < WarmUp ? done / WarmUp : 0.5 * (1 + Math.Cos(Math.PI * (done - WarmUp) / (1 - WarmUp))));
    }
}
