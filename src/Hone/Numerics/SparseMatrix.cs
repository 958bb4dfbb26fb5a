using System.Diagnostics;

namespace Hone.Numerics;

/// <summary>A sparse matrix in compressed rows (CSR): of each row only the entries that were stored, by ascending column.</summary>
/// <remarks>Immutable by convention: nobody writes to the arrays after construction, so that it can be shared between threads.</remarks>
[DebuggerDisplay("{Rows} x {Columns}, {Values.Length} stored")]
public sealed class SparseMatrix
{
    /// <summary>Wraps the three arrays of the CSR form; they are kept, not copied.</summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Number of columns.</param>
    /// <param name="rowStarts">rows + 1 ascending offsets into the two other arrays, from 0 to their length.</param>
    /// <param name="columnIndices">Column of each stored entry, strictly ascending within a row.</param>
    /// <param name="values">The stored entries.</param>
    /// <exception cref="ArgumentException">The arrays do not form a CSR matrix.</exception>
    public SparseMatrix(int rows, int columns, int[] rowStarts, int[] columnIndices, double[] values)
    {
        ArgumentNullException.ThrowIfNull(rowStarts);
        ArgumentNullException.ThrowIfNull(columnIndices);
        ArgumentNullException.ThrowIfNull(values);
        Require.SameLength(rowStarts.Length, rows + 1, nameof(rowStarts), "rows + 1");
        Require.SameLength(values.Length, columnIndices.Length, nameof(values), nameof(columnIndices));
        if (rowStarts[0] != 0 || rowStarts[rows] != values.Length)
            throw new ArgumentException(FormattableString.Invariant($"rowStarts must run from 0 to {values.Length}; found {rowStarts[0]} to {rowStarts[rows]}."), nameof(rowStarts));
        for (int i = 0; i < rows; i++)
        {
            int start = rowStarts[i], end = rowStarts[i + 1];
            if (end < start || end > values.Length)
                throw new ArgumentException(FormattableString.Invariant($"rowStarts must not descend; row {i} runs from {start} to {end}."), nameof(rowStarts));
            for (int k = start; k < end; k++)
            {
                if ((uint)columnIndices[k] >= (uint)columns || (k > start && columnIndices[k] <= columnIndices[k - 1]))
                    throw new ArgumentException(FormattableString.Invariant($"Row {i} stores column {columnIndices[k]}; columns must ascend within a row and lie from 0 to {columns - 1}."), nameof(columnIndices));
            }
        }
        (Rows, Columns, RowStarts, ColumnIndices, Values) = (rows, columns, rowStarts, columnIndices, values);
    }

    private SparseMatrix(int[] rowStarts, int columns, int[] columnIndices, double[] values) =>
        (Rows, Columns, RowStarts, ColumnIndices, Values) = (rowStarts.Length - 1, columns, rowStarts, columnIndices, values);

    /// <summary>Wraps arrays that the library has just made and that are CSR by construction: what the public constructor checks is asserted only.</summary>
    internal static SparseMatrix Made(int columns, int[] rowStarts, int[] columnIndices, double[] values)
    {
        Debug.Assert(new SparseMatrix(rowStarts.Length - 1, columns, rowStarts, columnIndices, values).Rows >= 0);
        return new SparseMatrix(rowStarts, columns, columnIndices, values);
    }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of columns.</summary>
    public int Columns { get; }

    /// <summary>Where each row's entries start; one more than there are rows.</summary>
    public int[] RowStarts { get; }

    /// <summary>The column of each stored entry.</summary>
    public int[] ColumnIndices { get; }

    /// <summary>The stored entries.</summary>
    public double[] Values { get; }

    /// <summary>Columns of one row's stored entries.</summary>
    public ReadOnlySpan<int> RowColumns(int row) => ColumnIndices.AsSpan(RowStarts[row]..RowStarts[row + 1]);

    /// <summary>Values of one row's stored entries.</summary>
    public ReadOnlySpan<double> RowValues(int row) => Values.AsSpan(RowStarts[row]..RowStarts[row + 1]);

    /// <summary>Writes one row out in full, zeros included.</summary>
    public void CopyRow(int row, Span<double> destination)
    {
        destination.Clear();
        ReadOnlySpan<int> columns = RowColumns(row);
        ReadOnlySpan<double> entries = RowValues(row);
        for (int k = 0; k < columns.Length; k++)
            destination[columns[k]] = entries[k];
    }

    /// <summary>A copy of the rows named, in that order.</summary>
    public SparseMatrix TakeRows(ReadOnlySpan<int> rows)
    {
        int[] starts = new int[rows.Length + 1];
        for (int i = 0; i < rows.Length; i++)
            starts[i + 1] = checked(starts[i] + RowStarts[rows[i] + 1] - RowStarts[rows[i]]);
        int[] columns = new int[starts[^1]];
        double[] entries = new double[starts[^1]];
        for (int i = 0; i < rows.Length; i++)
        {
            RowColumns(rows[i]).CopyTo(columns.AsSpan(starts[i]));
            RowValues(rows[i]).CopyTo(entries.AsSpan(starts[i]));
        }
        return new SparseMatrix(rows.Length, Columns, starts, columns, entries);
    }

    /// <summary>The same matrix with every zero written out.</summary>
    public Matrix ToDense()
    {
        Matrix result = new(Rows, Columns);
        for (int i = 0; i < Rows; i++)
            CopyRow(i, result.Row(i));
        return result;
    }

    /// <summary>Keeps what is not zero; NaN is kept.</summary>
    public static SparseMatrix FromDense(Matrix matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        int[] starts = new int[matrix.Rows + 1];
        List<int> columns = [];
        List<double> entries = [];
        for (int i = 0; i < matrix.Rows; i++)
        {
            ReadOnlySpan<double> row = matrix.Row(i);
            for (int j = 0; j < row.Length; j++)
            {
                if (row[j] == 0)
                    continue;
                columns.Add(j);
                entries.Add(row[j]);
            }
            starts[i + 1] = entries.Count;
        }
        return new SparseMatrix(matrix.Rows, matrix.Columns, starts, [.. columns], [.. entries]);
    }
}
