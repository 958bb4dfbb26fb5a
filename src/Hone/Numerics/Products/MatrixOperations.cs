using System.Diagnostics;

namespace Hone.Numerics;

/// <summary>Making, reshaping and summarising dense matrices. Every operation returns a new value and leaves its operands as they are.</summary>
public static partial class MatrixOperations
{
    extension(Matrix)
    {
        /// <summary>The n × n matrix with 1 on its diagonal and 0 elsewhere.</summary>
        public static Matrix Identity(int size)
        {
            Matrix result = new(size, size);
            for (int i = 0; i < size; i++)
                result[i, i] = 1.0;
            return result;
        }

        /// <summary>A square matrix with these values on its diagonal and 0 elsewhere.</summary>
        public static Matrix Diagonal(ReadOnlySpan<double> diagonal)
        {
            Matrix result = new(diagonal.Length, diagonal.Length);
            for (int i = 0; i < diagonal.Length; i++)
                result[i, i] = diagonal[i];
            return result;
        }
    }

    /// <summary>Copies every value to a matrix of the same size.</summary>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public static void CopyTo(this Matrix a, Matrix destination)
    {
        SameSize(a, destination, nameof(destination));
        for (int i = 0; i < a.Rows; i++)
            a.Row(i).CopyTo(destination.Row(i));
    }

    /// <summary>Aᵀ: rows become columns.</summary>
    public static Matrix Transpose(this Matrix a)
    {
        ArgumentNullException.ThrowIfNull(a);
        return a.Transpose(workers: 1);
    }

    /// <summary>The same on several threads.</summary>
    internal static Matrix Transpose(this Matrix a, int? workers)
    {
        Matrix result = new(a.Columns, a.Rows, GC.AllocateUninitializedArray<double>(a.Columns * a.Rows));
        a.TransposeInto(result, workers);
        return result;
    }

    /// <summary>Aᵀ into a matrix that exists and shares no values with A.</summary>
    internal static unsafe void TransposeInto(this Matrix a, Matrix destination, int? workers)
    {
        const int square = 32;                                // both sides stay in the first cache
        Debug.Assert((destination.Rows, destination.Columns) == (a.Columns, a.Rows));
        if (a.Rows == 0 || a.Columns == 0)
            return;
        bool small = (long)a.Rows * a.Columns < 1 << 17;
        Cut rows = new(a.Rows, small ? a.Rows : 8 * square, square);
        fixed (double* first = a.Strided, target = destination.Strided)
        {
            double* from = first, to = target;
            WorkerPool.For(rows.Count, small ? 1 : workers, task =>
            {
                for (int j = 0; j < a.Columns; j += square)
                {
                    int width = Math.Min(square, a.Columns - j);
                    for (int i = rows.Start(task); i < rows.Start(task + 1); i += square)
                    {
                        int count = Math.Min(square, rows.Start(task + 1) - i);
                        GemmPacking.Transpose(from + ((long)i * a.Stride) + j, a.Stride, count, width, destination.Stride, to + ((long)j * destination.Stride) + i);
                    }
                }
            });
        }
    }

    /// <summary>A + B, entry by entry.</summary>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public static Matrix Add(this Matrix a, Matrix b)
    {
        SameSize(a, b, nameof(b));
        Matrix result = a.Copy();
        for (int i = 0; i < a.Rows; i++)
            Kernels.Axpy(1.0, b.Row(i), result.Row(i));
        return result;
    }

    /// <summary>A − B, entry by entry.</summary>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public static Matrix Subtract(this Matrix a, Matrix b)
    {
        SameSize(a, b, nameof(b));
        Matrix result = a.Copy();
        for (int i = 0; i < a.Rows; i++)
            Kernels.Axpy(-1.0, b.Row(i), result.Row(i));
        return result;
    }

    /// <summary>The entry-wise (Hadamard) product.</summary>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public static Matrix Multiply(this Matrix a, Matrix b)
    {
        SameSize(a, b, nameof(b));
        Matrix result = a.Copy();
        for (int i = 0; i < a.Rows; i++)
            Kernels.Multiply(b.Row(i), result.Row(i));
        return result;
    }

    /// <summary>factor·A.</summary>
    public static Matrix Scale(this Matrix a, double factor)
    {
        ArgumentNullException.ThrowIfNull(a);
        Matrix result = a.Copy();
        Kernels.Scale(factor, result.AsSpan());
        return result;
    }

    /// <summary>A function of every entry.</summary>
    public static Matrix Map(this Matrix a, Func<double, double> function)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(function);
        Matrix result = a.Copy();
        foreach (ref double value in result.AsSpan())
            value = function(value);
        return result;
    }

    /// <summary>A + value·I: the same amount added along the diagonal.</summary>
    /// <exception cref="ArgumentException">The matrix is not square.</exception>
    public static Matrix AddToDiagonal(this Matrix a, double value)
    {
        Require.Square(a, nameof(a));
        Matrix result = a.Copy();
        for (int i = 0; i < a.Rows; i++)
            result[i, i] += value;
        return result;
    }

    /// <summary>A − 1·vᵀ: the same vector taken from each row, for example the column means.</summary>
    public static Matrix SubtractFromEachRow(this Matrix a, double[] vector)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(vector);
        Require.SameLength(vector.Length, a.Columns, nameof(vector), "the matrix (in columns)");
        Matrix result = a.Copy();
        for (int i = 0; i < a.Rows; i++)
            Kernels.Axpy(-1.0, vector, result.Row(i));
        return result;
    }

    /// <summary>A·diag(factors): column j multiplied by factors[j].</summary>
    public static Matrix ScaleColumns(this Matrix a, double[] factors)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(factors);
        Require.SameLength(factors.Length, a.Columns, nameof(factors), "the matrix (in columns)");
        Matrix result = a.Copy();
        for (int i = 0; i < a.Rows; i++)
            Kernels.Multiply(factors, result.Row(i));
        return result;
    }

    /// <summary>diag(factors)·A: row i multiplied by factors[i].</summary>
    public static Matrix ScaleRows(this Matrix a, double[] factors)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(factors);
        Require.SameLength(factors.Length, a.Rows, nameof(factors), "the matrix (in rows)");
        Matrix result = a.Copy();
        for (int i = 0; i < a.Rows; i++)
            Kernels.Scale(factors[i], result.Row(i));
        return result;
    }

    /// <summary>The values on the diagonal, min(rows, columns) of them.</summary>
    public static double[] DiagonalValues(this Matrix a)
    {
        ArgumentNullException.ThrowIfNull(a);
        double[] result = new double[Math.Min(a.Rows, a.Columns)];
        for (int i = 0; i < result.Length; i++)
            result[i] = a[i, i];
        return result;
    }

    /// <summary>The sum of the diagonal of a square matrix; also the sum of its eigenvalues.</summary>
    public static double Trace(this Matrix a)
    {
        Require.Square(a, nameof(a));
        return Kernels.Sum(a.DiagonalValues());
    }

    /// <summary>√ΣΣ aᵢⱼ², the Frobenius norm, scaled so that it neither overflows nor underflows.</summary>
    public static double FrobeniusNorm(this Matrix a)
    {
        ArgumentNullException.ThrowIfNull(a);
        double[] norms = new double[a.Rows];
        for (int i = 0; i < a.Rows; i++)
            norms[i] = VectorOperations.Norm(a.Row(i));
        return VectorOperations.Norm(norms);
    }

    /// <summary>The largest |aᵢⱼ|; 0 of none.</summary>
    public static double MaxAbsolute(this Matrix a)
    {
        ArgumentNullException.ThrowIfNull(a);
        double max = 0.0;
        for (int i = 0; i < a.Rows; i++)
            max = Math.Max(max, VectorOperations.MaxNorm(a.Row(i)));
        return max;
    }

    private static void SameSize(Matrix a, Matrix b, string name)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b, name);
        if (a.Rows != b.Rows || a.Columns != b.Columns)
            throw new ArgumentException(FormattableString.Invariant($"{name} is {b.Rows} x {b.Columns} but the first matrix is {a.Rows} x {a.Columns}; they must agree."), name);
    }
}
