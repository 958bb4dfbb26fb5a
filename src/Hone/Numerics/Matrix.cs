using System.Diagnostics;

namespace Hone.Numerics;

/// <summary>A dense matrix of doubles, stored row by row.</summary>
/// <remarks>
/// Rows are contiguous; a row starts <see cref="Stride"/> values after the one before it. Views (<see cref="RowRange"/>,
/// <see cref="ColumnRange"/>) share the values with the matrix they come from: writing to one writes to the other.
/// Not safe for concurrent writes to the same row.
/// </remarks>
[DebuggerDisplay("{Rows} x {Columns}")]
public sealed class Matrix
{
    private readonly double[] values;
    private readonly int offset;

    /// <summary>A matrix of zeros.</summary>
    /// <param name="rows">At least 0.</param>
    /// <param name="columns">At least 0.</param>
    /// <exception cref="ArgumentException">A size is negative, or rows × columns does not fit one array.</exception>
    public Matrix(int rows, int columns)
        : this(rows, columns, new double[CheckedSize(rows, columns)])
    {
    }

    /// <summary>Wraps values laid out row by row; the array is kept, not copied.</summary>
    /// <param name="rows">At least 0.</param>
    /// <param name="columns">At least 0.</param>
    /// <param name="values">Exactly rows × columns numbers.</param>
    /// <exception cref="ArgumentException">The length is not rows × columns.</exception>
    public Matrix(int rows, int columns, double[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Length != CheckedSize(rows, columns))
            throw new ArgumentException(FormattableString.Invariant($"A {rows} x {columns} matrix takes {(long)rows * columns} values; found {values.Length}."), nameof(values));
        (this.values, Rows, Columns, Stride) = (values, rows, columns, columns);
    }

    private Matrix(double[] values, int offset, int rows, int columns, int stride) =>
        (this.values, this.offset, Rows, Columns, Stride) = (values, offset, rows, columns, stride);

    /// <summary>A matrix in the front part of an array that may be longer, for scratch that is rented.</summary>
    internal static Matrix Within(double[] values, int rows, int columns) => new(values, 0, rows, columns, columns);

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of columns.</summary>
    public int Columns { get; }

    /// <summary>Distance, in values, from the start of one row to the start of the next.</summary>
    public int Stride { get; }

    /// <summary>Whether the rows follow one another without a gap, so that <see cref="AsSpan"/> works.</summary>
    public bool IsContiguous => Stride == Columns || Rows <= 1;

    /// <summary>The value in a row and a column, both counted from 0.</summary>
    public double this[int row, int column]
    {
        get => Row(row)[column];
        set => Row(row)[column] = value;
    }

    /// <summary>Copies a two-dimensional array.</summary>
    public static Matrix From(double[,] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        Matrix result = new(values.GetLength(0), values.GetLength(1));
        for (int i = 0; i < result.Rows; i++)
        {
            for (int j = 0; j < result.Columns; j++)
                result[i, j] = values[i, j];
        }
        return result;
    }

    /// <summary>Copies rows of equal length.</summary>
    /// <exception cref="ArgumentException">A row's length differs from the first row's.</exception>
    public static Matrix FromRows(IReadOnlyList<double[]> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        Matrix result = new(rows.Count, rows.Count == 0 ? 0 : rows[0].Length);
        for (int i = 0; i < rows.Count; i++)
        {
            if (rows[i].Length != result.Columns)
                throw new ArgumentException(FormattableString.Invariant($"Row {i} has {rows[i].Length} values but row 0 has {result.Columns}."), nameof(rows));
            rows[i].CopyTo(result.Row(i));
        }
        return result;
    }

    /// <summary>One row, as a view of <see cref="Columns"/> values.</summary>
    public Span<double> Row(int row)
    {
        if ((uint)row >= (uint)Rows)
            throw new ArgumentOutOfRangeException(nameof(row), row, FormattableString.Invariant($"row must be from 0 to {Rows - 1}."));
        return values.AsSpan(offset + (row * Stride), Columns);
    }

    /// <summary>A copy of one column.</summary>
    public double[] Column(int column)
    {
        double[] result = new double[Rows];
        for (int i = 0; i < Rows; i++)
            result[i] = Row(i)[column];
        return result;
    }

    /// <summary>All values row by row, as a view.</summary>
    /// <exception cref="InvalidOperationException">The matrix is a view with gaps between its rows.</exception>
    public Span<double> AsSpan() => IsContiguous
        ? values.AsSpan(offset, Rows * Columns)
        : throw new InvalidOperationException("A column view has gaps between its rows; copy it first.");

    /// <summary>From the first value to the last, gaps included: kernels that know <see cref="Stride"/> take this.</summary>
    internal Span<double> Strided => Rows == 0 || Columns == 0 ? [] : values.AsSpan(offset, ((Rows - 1) * Stride) + Columns);

    /// <summary>A view of consecutive rows.</summary>
    public Matrix RowRange(int start, int count)
    {
        if (start < 0 || count < 0 || start > Rows - count)
            throw new ArgumentOutOfRangeException(nameof(start), start, FormattableString.Invariant($"Rows {start} to {start + count - 1} are not all within the {Rows} rows."));
        return new Matrix(values, offset + (start * Stride), count, Columns, Stride);
    }

    /// <summary>A view of consecutive columns.</summary>
    public Matrix ColumnRange(int start, int count)
    {
        if (start < 0 || count < 0 || start > Columns - count)
            throw new ArgumentOutOfRangeException(nameof(start), start, FormattableString.Invariant($"Columns {start} to {start + count - 1} are not all within the {Columns} columns."));
        return new Matrix(values, offset + start, Rows, count, Stride);
    }

    /// <summary>A contiguous copy of the rows named, in that order; a row may be named more than once.</summary>
    public Matrix TakeRows(ReadOnlySpan<int> rows)
    {
        Matrix result = new(rows.Length, Columns);
        for (int i = 0; i < rows.Length; i++)
            Row(rows[i]).CopyTo(result.Row(i));
        return result;
    }

    /// <summary>A contiguous copy.</summary>
    public Matrix Copy()
    {
        Matrix result = new(Rows, Columns, GC.AllocateUninitializedArray<double>(Rows * Columns));
        for (int i = 0; i < Rows; i++)
            Row(i).CopyTo(result.Row(i));
        return result;
    }

    private static int CheckedSize(int rows, int columns)
    {
        if (rows < 0 || columns < 0 || (long)rows * columns > Array.MaxLength)
            throw new ArgumentException(FormattableString.Invariant($"A matrix of {rows} x {columns} is not possible: sizes are at least 0 and the values must fit one array of {Array.MaxLength}."));
        return rows * columns;
    }
}
