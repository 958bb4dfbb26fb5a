using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Hone.Numerics;

/// <content>T·B for a small triangle.</content>
internal static unsafe partial class TriangularKernel
{
    /// <summary>Overwrites b with T·b. Each entry is one chain of fused multiply-adds from the diagonal outwards; parameters as for <see cref="Solve"/>.</summary>
    public static void Multiply(int size, Operand<double> triangle, bool lower, bool unitDiagonal, double* b, nint stride, int columns, VectorPath path)
    {
        int done = path switch
        {
            VectorPath.Vectors512 => MultiplyWide<Vector512<double>, Lanes512<double>>(size, triangle, lower, unitDiagonal, b, stride, columns),
            VectorPath.Vectors256 => MultiplyWide<Vector256<double>, Lanes256<double>>(size, triangle, lower, unitDiagonal, b, stride, columns),
            VectorPath.Vectors128 => MultiplyWide<Vector128<double>, Lanes128<double>>(size, triangle, lower, unitDiagonal, b, stride, columns),
            _ => 0,
        };
        for (; done < columns; done++)
            MultiplyOne<double, OneLane<double>>(size, triangle, lower, unitDiagonal, b + done, stride);
    }

    private static int MultiplyWide<V, L>(int size, Operand<double> triangle, bool lower, bool unitDiagonal, double* b, nint stride, int columns)
        where V : struct
        where L : struct, ITileVector<double, V>
    {
        int j = 0;
        for (; j <= columns - (4 * L.Count); j += 4 * L.Count)
            MultiplyFour<V, L>(size, triangle, lower, unitDiagonal, b + j, stride);
        for (; j <= columns - L.Count; j += L.Count)
            MultiplyOne<V, L>(size, triangle, lower, unitDiagonal, b + j, stride);
        return j;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyFour<V, L>(int size, Operand<double> triangle, bool lower, bool unitDiagonal, double* b, nint stride)
        where V : struct
        where L : struct, ITileVector<double, V>
    {
        // The row farthest from the triangle's corner first: it needs the others as they were.
        int direction = lower ? -1 : 1, first = lower ? size - 1 : 0;
        nint along = direction * (triangle.Transposed ? triangle.Stride : 1), line = direction * stride;
        double* target = b + (first * stride);
        for (int left = size - 1; left >= 0; left--, target += line)
        {
            int i = lower ? left : size - 1 - left;
            double* entry = triangle.From(i, i).Data, other = target;
            V c0 = L.Load(target), c1 = L.Load(target + L.Count), c2 = L.Load(target + (2 * L.Count)), c3 = L.Load(target + (3 * L.Count));
            if (!unitDiagonal)
            {
                V x = L.Spread(*entry);
                (c0, c1, c2, c3) = (L.MultiplyAdd(x, c0, default), L.MultiplyAdd(x, c1, default), L.MultiplyAdd(x, c2, default), L.MultiplyAdd(x, c3, default));
            }
            for (int k = 0; k < left; k++)
            {
                entry += along;
                other += line;
                V x = L.Spread(*entry);
                c0 = L.MultiplyAdd(x, L.Load(other), c0);
                c1 = L.MultiplyAdd(x, L.Load(other + L.Count), c1);
                c2 = L.MultiplyAdd(x, L.Load(other + (2 * L.Count)), c2);
                c3 = L.MultiplyAdd(x, L.Load(other + (3 * L.Count)), c3);
            }
            L.Store(c0, target);
            L.Store(c1, target + L.Count);
            L.Store(c2, target + (2 * L.Count));
            L.Store(c3, target + (3 * L.Count));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyOne<V, L>(int size, Operand<double> triangle, bool lower, bool unitDiagonal, double* b, nint stride)
        where V : struct
        where L : struct, ITileVector<double, V>
    {
        int direction = lower ? -1 : 1, first = lower ? size - 1 : 0;
        nint along = direction * (triangle.Transposed ? triangle.Stride : 1), line = direction * stride;
        double* target = b + (first * stride);
        for (int left = size - 1; left >= 0; left--, target += line)
        {
            int i = lower ? left : size - 1 - left;
            double* entry = triangle.From(i, i).Data, other = target;
            V value = unitDiagonal ? L.Load(target) : L.MultiplyAdd(L.Spread(*entry), L.Load(target), default);
            for (int k = 0; k < left; k++)
            {
                entry += along;
                other += line;
                value = L.MultiplyAdd(L.Spread(*entry), L.Load(other), value);
            }
            L.Store(value, target);
        }
    }
}
