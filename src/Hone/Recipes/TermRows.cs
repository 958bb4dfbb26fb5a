using System.Runtime.CompilerServices;
using Hone.Numerics;

namespace Hone.Recipes;

/// <summary>Consecutive rows of texts: the terms that each has, by ascending place among the terms that are kept, with how often it comes.</summary>
/// <remarks>A term is one number: its place above, its count (below 0 where signs make it so) in the lower 32 bits. So rows of terms sort as numbers.</remarks>
/// <param name="starts">Where each row's terms start, and the end.</param>
/// <param name="terms">The terms.</param>
internal sealed class TermRows(int[] starts, long[] terms)
{
    /// <summary>Turns the terms of a row into numbers, one each.</summary>
    public delegate void Weights(ReadOnlySpan<long> terms, Span<double> values);

    /// <summary>How many rows.</summary>
    public int Count => starts.Length - 1;

    public ReadOnlySpan<long> this[int row] => terms.AsSpan(starts[row]..starts[row + 1]);

    public static long Term(int place, int count) => ((long)place << 32) | (uint)count;

    public static int PlaceOf(long term) => (int)(term >> 32);

    public static int CountOf(long term) => (int)term;

    /// <summary>The rows of all parts, one after the other, as a sparse matrix of weights.</summary>
    public static SparseMatrix Matrix(TermRows[] parts, int columns, Weights weights, int? workers)
    {
        int[] starts = new int[parts.Sum(part => part.Count) + 1], firsts = new int[parts.Length];
        for (int p = 0, row = 0; p < parts.Length; p++)
        {
            firsts[p] = row;
            for (int i = 0; i < parts[p].Count; i++, row++)
                starts[row + 1] = checked(starts[row] + parts[p][i].Length);
        }
        int[] places = GC.AllocateUninitializedArray<int>(starts[^1]);
        double[] values = GC.AllocateUninitializedArray<double>(starts[^1]);
        WorkerPool.For(parts.Length, workers, p =>
        {
            for (int i = 0; i < parts[p].Count; i++)
            {
                ReadOnlySpan<long> own = parts[p][i];
                int start = starts[firsts[p] + i];
                for (int k = 0; k < own.Length; k++)
                    places[start + k] = PlaceOf(own[k]);
                weights(own, values.AsSpan(start, own.Length));
            }
        });
        return SparseMatrix.Made(columns, starts, places, values);
    }

    /// <summary>Divides a row by its norm.</summary>
    /// <param name="row">The weights.</param>
    /// <param name="norm">Which.</param>
    /// <param name="length">The norm that the row has afterwards.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Normalise(Span<double> row, TextNorm norm, double length)
    {
        if (norm == TextNorm.None)
            return;
        double size = 0;
        foreach (double weight in row)
            size += norm == TextNorm.Sum ? Math.Abs(weight) : weight * weight;
        if (size == 0)
            return;
        size = norm == TextNorm.Sum ? size : Math.Sqrt(size);
        foreach (ref double weight in row)
            weight = length * (weight / size);
    }
}
