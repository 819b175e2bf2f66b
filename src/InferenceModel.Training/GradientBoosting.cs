using System.Text;

namespace InferenceModel.Training;

/// <summary>Grows boosted trees with LightGBM.</summary>
public static class GradientBoosting
{
    private const int Float32 = 0;

    /// <summary>Trains an ensemble.</summary>
    /// <param name="features">Rows one after another.</param>
    /// <param name="columns">Numbers of a row.</param>
    /// <param name="targets">One number a row.</param>
    /// <param name="weights">How much each row counts.</param>
    /// <param name="options">How to grow.</param>
    /// <param name="progress">Told of each tree, or null.</param>
    public static unsafe TreeEnsemble Train(float[] features, int columns, float[] targets, float[] weights, BoostingOptions options, Action? progress = null)
    {
        nint dataset = 0;
        nint booster = 0;
        try
        {
            fixed (float* data = features)
            fixed (float* labels = targets)
            fixed (float* counts = weights)
            {
                LightGbmNative.Check(LightGbmNative.DatasetCreateFromMat(data, Float32, targets.Length, columns, 1, options.Text, 0, out dataset));
                LightGbmNative.Check(LightGbmNative.DatasetSetField(dataset, "label", labels, targets.Length, Float32));
                LightGbmNative.Check(LightGbmNative.DatasetSetField(dataset, "weight", counts, targets.Length, Float32));
                LightGbmNative.Check(LightGbmNative.BoosterCreate(dataset, options.Text, out booster));
                for (var i = 0; i < options.Trees; i++)
                {
                    LightGbmNative.Check(LightGbmNative.BoosterUpdateOneIter(booster, out var isFinished));
                    progress?.Invoke();
                    if (isFinished != 0)
                    {
                        break;
                    }
                }
            }

            return TreeEnsemble.Parse(ModelText(booster), columns);
        }
        finally
        {
            _ = booster != 0 ? LightGbmNative.BoosterFree(booster) : 0;
            _ = dataset != 0 ? LightGbmNative.DatasetFree(dataset) : 0;
        }
    }

    private static unsafe string ModelText(nint booster)
    {
        LightGbmNative.Check(LightGbmNative.BoosterSaveModelToString(booster, 0, -1, 0, 0, out var length, null));
        var text = new byte[length];
        fixed (byte* into = text)
        {
            LightGbmNative.Check(LightGbmNative.BoosterSaveModelToString(booster, 0, -1, 0, length, out _, into));
        }

        return Encoding.UTF8.GetString(text.AsSpan(0, checked((int)length - 1)));
    }
}
