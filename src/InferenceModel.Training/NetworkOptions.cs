namespace InferenceModel.Training;

/// <summary>How a smooth network is trained.</summary>
/// <param name="Width">Neurons of a hidden layer; a multiple of 16.</param>
/// <param name="HiddenLayers">Hidden layers.</param>
/// <param name="Steps">Steps of the optimiser.</param>
/// <param name="Batch">Rows of a step.</param>
/// <param name="LearningRate">Largest step; it rises over the first twentieth of steps and falls to nothing along a cosine.</param>
/// <param name="Decay">Share of the learning rate by which weights shrink in a step.</param>
/// <param name="Rounding">Error below which the loss is quadratic, above which it is the absolute value.</param>
/// <param name="Seed">Seed of first weights and of the order of rows.</param>
public sealed record NetworkOptions(int Width, int HiddenLayers, int Steps, int Batch, double LearningRate, double Decay, double Rounding, int Seed);
