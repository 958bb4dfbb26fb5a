using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Hone.Numerics;

/// <summary>Gaussian elimination with row exchanges, in place, by halves of the columns; nearly all work is triangular systems and matrix products.</summary>
/// <remarks>
/// Source: S. Toledo, "Locality of Reference in LU Decomposition with Partial Pivoting", SIAM Journal on Matrix Analysis 18(4), 1997. A few columns at a time are
/// copied out, so that a column lies in one piece, eliminated one by one, and copied back.
/// </remarks>
internal sealed unsafe class Elimination(double* a, nint stride, int size, int? workers)
{
    private const int Few = 16;

    // Columns whose rows are exchanged in one task.
    private const int ExchangedTogether = 512;

    /// <summary>Row i of the result is row Rows[i] of the matrix.</summary>
    public int[] Rows { get; } = [.. Enumerable.Range(0, size)];

    /// <summary>Whether the rows were exchanged an odd number of times.</summary>
    public bool Odd { get; private set; }

    /// <summary>Overwrites the matrix with U and, below its diagonal, L without its ones.</summary>
    public void Run()
    {
        double[] buffer = ArrayPool<double>.Shared.Rent(Few * size);
        fixed (double* columns = buffer)
            Factor(0, size, columns);
        ArrayPool<double>.Shared.Return(buffer);
    }

    /// <summary>Factors columns start to end − 1 from row start on; the columns before them are done.</summary>
    private void Factor(int start, int end, double* columns)
    {
        if (end - start <= Few)
        {
            FactorFew(start, end, columns);
            return;
        }
        int middle = start + ((end - start + Few) / 2 / Few * Few);
        Factor(start, middle, columns);
        double* right = a + (start * stride) + middle, below = a + (middle * stride) + start, corner = a + (middle * stride) + middle;
        int done = middle - start, rest = end - middle;
        TriangularBlocks.Solve(done, new(a + (start * stride) + start, stride, false), lower: true, unitDiagonal: true, right, stride, rest, workers);
        Product<double> product = new(size - middle, rest, done, new(below, stride, false), new(right, stride, false), corner, stride) { Alpha = -1.0, Beta = 1.0 };
        Gemm<double>.Run(product, workers, VectorPath.Widest);
        Factor(middle, end, columns);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FactorFew(int start, int end, double* columns)
    {
        int count = end - start, rows = size - start;
        double* block = a + (start * stride) + start;
        GemmPacking.Transpose(block, stride, rows, count, rows, columns);
        Span<int> exchanged = stackalloc int[Few];
        double* factors = stackalloc double[Few];
        for (int j = 0; j < count; j++)
        {
            double* column = columns + ((long)j * rows);
            for (int k = 0; k < j; k++)
            {
                factors[k] = -column[k];
                for (int i = k + 1; i < j; i++)
                    column[i] = Math.FusedMultiplyAdd(factors[k], columns[((long)k * rows) + i], column[i]);
            }
            Kernels.AxpyRows(factors, columns + j, rows, j, column + j, rows - j);

            int best = j + LargestAbsolute(new(column + j, rows - j));
            exchanged[j] = best;
            for (int k = 0; k < count && best != j; k++)
            {
                double* other = columns + ((long)k * rows);
                (other[j], other[best]) = (other[best], other[j]);
            }
            if (column[j] != 0)
                Divide(new(column + j + 1, rows - j - 1), column[j]);
        }
        GemmPacking.Transpose(columns, rows, count, rows, (int)stride, block);
        Exchange(start, end, exchanged[..count]);
    }

    /// <summary>Exchanges rows in the columns before and after those that are being factored.</summary>
    private void Exchange(int start, int end, ReadOnlySpan<int> exchanged)
    {
        int[] pairs = exchanged.ToArray();
        for (int j = 0; j < pairs.Length; j++)
        {
            if (pairs[j] == j)
                continue;
            (Rows[start + j], Rows[start + pairs[j]]) = (Rows[start + pairs[j]], Rows[start + j]);
            Odd = !Odd;
        }
        int others = size - (end - start);
        Cut cut = new(others, ExchangedTogether, 1);
        WorkerPool.For(others == 0 ? 0 : cut.Count, size < ExchangedTogether ? 1 : workers, task =>
        {
            // The columns that are left out are skipped over.
            int from = cut.Start(task), to = cut.Start(task + 1), left = Math.Max(from, Math.Min(to, start));
            for (int j = 0; j < pairs.Length; j++)
            {
                if (pairs[j] == j)
                    continue;
                double* one = a + ((start + j) * stride), other = a + ((start + pairs[j]) * stride);
                Swap(one + from, other + from, left - from);
                Swap(one + left + (end - start), other + left + (end - start), to - left);
            }
        });
    }

    private static void Swap(double* one, double* other, int count)
    {
        int i = 0;
        for (; i <= count - 8; i += 8)
        {
            Vector512<double> kept = Vector512.Load(one + i);
            Vector512.Load(other + i).Store(one + i);
            kept.Store(other + i);
        }
        for (; i < count; i++)
            (one[i], other[i]) = (other[i], one[i]);
    }

    /// <summary>The first of the entries that are largest in size.</summary>
    private static int LargestAbsolute(ReadOnlySpan<double> values)
    {
        double largest = Kernels.MaxAbsolute(values);

        // After an overflow there may be NaN, which has many bit patterns: then any entry will do, but it must be one.
        return Math.Max(0, MemoryMarshal.Cast<double, long>(values).IndexOfAny(BitConverter.DoubleToInt64Bits(largest), BitConverter.DoubleToInt64Bits(-largest)));
    }

    private static void Divide(Span<double> values, double divisor)
    {
        // One division and many products, where the inverse is a normal number.
        if (Math.Abs(divisor) is > 1e-300 and < 1e300)
            Kernels.Scale(1.0 / divisor, values);
        else
            Kernels.Divide(values, divisor);
    }
}
