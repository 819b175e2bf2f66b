namespace InferenceModel.Units;

/// <summary>A number with a dimension: it is read and written with its unit, and only sensible arithmetic compiles.</summary>
/// <typeparam name="TSelf">The quantity itself.</typeparam>
public interface IQuantity<TSelf> : ISpanParsable<TSelf>, IFormattable, IComparable<TSelf>
    where TSelf : struct, IQuantity<TSelf>
{
    /// <summary>The units this quantity is read in; the first is the base unit.</summary>
    static abstract IReadOnlyList<Unit> Units { get; }

    /// <summary>The value in the base unit.</summary>
    double InBase { get; }
}
