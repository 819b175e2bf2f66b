using System.Collections.Immutable;

namespace InferenceModel.Profiling.Onnx;

/// <summary>An attribute of a node; one of its values is set.</summary>
/// <param name="Name">Its name.</param>
public sealed record OnnxSetting(string Name)
{
    /// <summary>A number with a fraction.</summary>
    public float? Number { get; init; }

    /// <summary>A whole number.</summary>
    public long? Integer { get; init; }

    /// <summary>Text.</summary>
    public string? Text { get; init; }

    /// <summary>A tensor.</summary>
    public OnnxTensor? Tensor { get; init; }

    /// <summary>Whole numbers.</summary>
    public ImmutableArray<long>? Integers { get; init; }

    /// <summary>Numbers with fractions.</summary>
    public ImmutableArray<float>? Numbers { get; init; }

    /// <summary>An attribute with a whole number.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">The number.</param>
    public static OnnxSetting Of(string name, long value) => new(name) { Integer = value };

    /// <summary>An attribute with a fraction.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">The number.</param>
    public static OnnxSetting Of(string name, float value) => new(name) { Number = value };

    /// <summary>An attribute with text.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">The text.</param>
    public static OnnxSetting Of(string name, string value) => new(name) { Text = value };

    /// <summary>An attribute with whole numbers.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="values">The numbers.</param>
    public static OnnxSetting Of(string name, params long[] values) => new(name) { Integers = [.. values] };
}
