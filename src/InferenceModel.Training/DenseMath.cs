using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace InferenceModel.Training;

/// <summary>
/// Products of small dense matrices. Sums run over the inner dimension in its order, each step fused, whatever the width of a vector: the same
/// numbers give the same bits.
/// </summary>
internal static class DenseMath
{
    /// <summary>Columns of results are a multiple of this.</summary>
    public const int Columns = 16;

    private const int Rows = 4;

    private static readonly int Lanes = Vector256<float>.Count;

    /// <summary>Adds the product of two matrices to a third: into[m, n] += sum over k of left(m, k) right[k, n].</summary>
    /// <param name="left">Left matrix: element (m, k) at m * rowStride + k * innerStride.</param>
    /// <param name="rowStride">Distance of rows of the left matrix.</param>
    /// <param name="innerStride">Distance of its columns.</param>
    /// <param name="right">Right matrix, row after row.</param>
    /// <param name="into">Takes the sum, row after row.</param>
    /// <param name="rows">Rows; a multiple of 4.</param>
    /// <param name="inner">Inner dimension.</param>
    /// <param name="columns">Columns; a multiple of 16.</param>
    public static void AddProduct(ReadOnlySpan<float> left, int rowStride, int innerStride, ReadOnlySpan<float> right, Span<float> into, int rows, int inner, int columns)
    {
        if (rows % Rows != 0 || columns % Columns != 0)
        {
            throw new ArgumentException("Rows come in fours, columns in sixteens.", nameof(rows));
        }

        var packed = ArrayPool<float>.Shared.Rent((inner * Columns) + (rows * inner));
        var strip = packed.AsSpan(0, inner * Columns);
        var panels = packed.AsSpan(inner * Columns, rows * inner);
        var areTurned = rowStride == 1;
        if (areTurned)
        {
            Pack(left, innerStride, panels, rows, inner);
        }

        for (var column = 0; column < columns; column += Columns)
        {
            for (var k = 0; k < inner; k++)
            {
                right.Slice((k * columns) + column, Columns).CopyTo(strip.Slice(k * Columns, Columns));
            }

            for (var row = 0; row < rows; row += Rows)
            {
                var sum = into[((row * columns) + column)..];
                if (areTurned)
                {
                    Tile(panels[(row * inner)..], 1, Rows, strip, sum, inner, columns);
                }
                else
                {
                    Tile(left[(row * rowStride)..], rowStride, innerStride, strip, sum, inner, columns);
                }
            }
        }

        ArrayPool<float>.Shared.Return(packed);
    }

    /// <summary>Four rows of a matrix that is kept column after column, side by side: strides of whole rows fall on few lines of the cache.</summary>
    private static void Pack(ReadOnlySpan<float> left, int innerStride, Span<float> panels, int rows, int inner)
    {
        for (var row = 0; row < rows; row += Rows)
        {
            for (var k = 0; k < inner; k++)
            {
                left.Slice((k * innerStride) + row, Rows).CopyTo(panels.Slice((row * inner) + (k * Rows), Rows));
            }
        }
    }

    private static void Tile(ReadOnlySpan<float> left, int rowStride, int innerStride, ReadOnlySpan<float> strip, Span<float> into, int inner, int columns)
    {
        ref var a = ref MemoryMarshal.GetReference(left);
        ref var b = ref MemoryMarshal.GetReference(strip);
        ref var c = ref MemoryMarshal.GetReference(into);
        var (a0, a1, b0, b1) = (Load(ref c, 0), Load(ref c, Lanes), Load(ref c, columns), Load(ref c, columns + Lanes));
        var (c0, c1, d0, d1) = (Load(ref c, 2 * columns), Load(ref c, (2 * columns) + Lanes), Load(ref c, 3 * columns), Load(ref c, (3 * columns) + Lanes));
        for (int k = 0, at = 0, from = 0; k < inner; k++, at += innerStride, from += Columns)
        {
            var (low, high) = (Load(ref b, from), Load(ref b, from + Lanes));
            var one = Vector256.Create(Unsafe.Add(ref a, at));
            (a0, a1) = (Vector256.FusedMultiplyAdd(one, low, a0), Vector256.FusedMultiplyAdd(one, high, a1));
            one = Vector256.Create(Unsafe.Add(ref a, at + rowStride));
            (b0, b1) = (Vector256.FusedMultiplyAdd(one, low, b0), Vector256.FusedMultiplyAdd(one, high, b1));
            one = Vector256.Create(Unsafe.Add(ref a, at + (2 * rowStride)));
            (c0, c1) = (Vector256.FusedMultiplyAdd(one, low, c0), Vector256.FusedMultiplyAdd(one, high, c1));
            one = Vector256.Create(Unsafe.Add(ref a, at + (3 * rowStride)));
            (d0, d1) = (Vector256.FusedMultiplyAdd(one, low, d0), Vector256.FusedMultiplyAdd(one, high, d1));
        }

        Store(ref c, 0, a0, a1);
        Store(ref c, columns, b0, b1);
        Store(ref c, 2 * columns, c0, c1);
        Store(ref c, 3 * columns, d0, d1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Load(ref float from, int at) => Vector256.LoadUnsafe(ref from, (nuint)at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(ref float into, int at, Vector256<float> low, Vector256<float> high)
    {
        low.StoreUnsafe(ref into, (nuint)at);
        high.StoreUnsafe(ref into, (nuint)(at + Lanes));
    }
}
