using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Hone.Numerics;

/// <summary>T·X = B for a small triangle T, which stays in the first cache, and many columns, four vectors of them at a time.</summary>
/// <remarks>Each entry of X is one chain of fused multiply-adds and one division, the same bits for any vectors.</remarks>
internal static unsafe partial class TriangularKernel
{
    /// <summary>Overwrites b with X.</summary>
    /// <param name="size">Rows and columns of T, and rows of b.</param>
    /// <param name="triangle">T, as it is to be read; the other side of its diagonal is not read.</param>
    /// <param name="lower">Whether T is lower triangular.</param>
    /// <param name="unitDiagonal">Takes the diagonal as 1 without reading it.</param>
    /// <param name="b">The right-hand sides, row by row.</param>
    /// <param name="stride">Doubles from one row of b to the next.</param>
    /// <param name="columns">Columns of b.</param>
    /// <param name="path">The vectors to use.</param>
    public static void Solve(int size, Operand<double> triangle, bool lower, bool unitDiagonal, double* b, nint stride, int columns, VectorPath path)
    {
        int done = path switch
        {
            VectorPath.Vectors512 => Wide<Vector512<double>, Lanes512<double>>(size, triangle, lower, unitDiagonal, b, stride, columns),
            VectorPath.Vectors256 => Wide<Vector256<double>, Lanes256<double>>(size, triangle, lower, unitDiagonal, b, stride, columns),
            VectorPath.Vectors128 => Wide<Vector128<double>, Lanes128<double>>(size, triangle, lower, unitDiagonal, b, stride, columns),
            _ => 0,
        };
        for (; done < columns; done++)
            One<double, OneLane<double>>(size, triangle, lower, unitDiagonal, b + done, stride);
    }

    private static int Wide<V, L>(int size, Operand<double> triangle, bool lower, bool unitDiagonal, double* b, nint stride, int columns)
        where V : struct
        where L : struct, ITileVector<double, V>
    {
        int j = 0;
        for (; j <= columns - (4 * L.Count); j += 4 * L.Count)
            Four<V, L>(size, triangle, lower, unitDiagonal, b + j, stride);
        for (; j <= columns - L.Count; j += L.Count)
            One<V, L>(size, triangle, lower, unitDiagonal, b + j, stride);
        return j;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four<V, L>(int size, Operand<double> triangle, bool lower, bool unitDiagonal, double* b, nint stride)
        where V : struct
        where L : struct, ITileVector<double, V>
    {
        int direction = lower ? 1 : -1, first = lower ? 0 : size - 1;
        nint along = direction * (triangle.Transposed ? triangle.Stride : 1), line = direction * stride;
        double* start = b + (first * stride), target = start;
        for (int step = 0; step < size; step++, target += line)
        {
            int i = first + (direction * step);
            V c0 = L.Load(target), c1 = L.Load(target + L.Count), c2 = L.Load(target + (2 * L.Count)), c3 = L.Load(target + (3 * L.Count));
            double* entry = triangle.From(i, first).Data, solved = start;
            for (int k = 0; k < step; k++, entry += along, solved += line)
            {
                V x = L.Spread(-*entry);
                c0 = L.MultiplyAdd(x, L.Load(solved), c0);
                c1 = L.MultiplyAdd(x, L.Load(solved + L.Count), c1);
                c2 = L.MultiplyAdd(x, L.Load(solved + (2 * L.Count)), c2);
                c3 = L.MultiplyAdd(x, L.Load(solved + (3 * L.Count)), c3);
            }
            if (!unitDiagonal)
            {
                V pivot = L.Spread(*entry);
                (c0, c1, c2, c3) = (L.Divide(c0, pivot), L.Divide(c1, pivot), L.Divide(c2, pivot), L.Divide(c3, pivot));
            }
            L.Store(c0, target);
            L.Store(c1, target + L.Count);
            L.Store(c2, target + (2 * L.Count));
            L.Store(c3, target + (3 * L.Count));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One<V, L>(int size, Operand<double> triangle, bool lower, bool unitDiagonal, double* b, nint stride)
        where V : struct
        where L : struct, ITileVector<double, V>
    {
        int direction = lower ? 1 : -1, first = lower ? 0 : size - 1;
        nint along = direction * (triangle.Transposed ? triangle.Stride : 1), line = direction * stride;
        double* start = b + (first * stride), target = start;
        for (int step = 0; step < size; step++, target += line)
        {
            double* entry = triangle.From(first + (direction * step), first).Data, solved = start;
            V value = L.Load(target);
            for (int k = 0; k < step; k++, entry += along, solved += line)
                value = L.MultiplyAdd(L.Spread(-*entry), L.Load(solved), value);
            L.Store(unitDiagonal ? value : L.Divide(value, L.Spread(*entry)), target);
        }
    }
}
