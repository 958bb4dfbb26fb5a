using System.Diagnostics;
using Hone.Numerics;

namespace Hone.Contracts;

/// <summary>One column of <see cref="Features"/>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Levels">The levels whose positions the column holds, or null for a column of numbers.</param>
public sealed record FeatureColumn(string Name, IReadOnlyList<string>? Levels = null)
{
    /// <summary>Whether the column holds positions in a list of levels rather than numbers.</summary>
    public bool IsCategory => Levels is not null;

    /// <summary>Same name and same levels: columns read from a package equal those they were written from.</summary>
    public bool Equals(FeatureColumn? other) =>
        other is not null && Name == other.Name && (ReferenceEquals(Levels, other.Levels)
            || (Levels is not null && other.Levels is not null && Levels.SequenceEqual(other.Levels)));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Levels?.Count);

    /// <summary>Columns named x1 … xd, for numbers without names.</summary>
    public static FeatureColumn[] Numbered(int count)
    {
        FeatureColumn[] columns = new FeatureColumn[count];
        for (int j = 0; j < count; j++)
            columns[j] = new FeatureColumn(FormattableString.Invariant($"x{j + 1}"));
        return columns;
    }
}

/// <summary>What a learner learns from: n rows and d named columns, each of numbers or of category codes; NaN is missing.</summary>
/// <remarks>
/// Dense (row-major doubles, or bytes, which become doubles when somebody asks for a matrix) or sparse (CSR). A category is held as its level's position, so that a row is a span of doubles.
/// The values are shared, not copied, and must not be changed afterwards: views of them are cached.
/// </remarks>
[DebuggerDisplay("{RowCount} x {ColumnCount}")]
public sealed partial class Features
{
    private Matrix? held;                                      // null where sparse, and where rows of others have not been copied yet
    private readonly SparseMatrix? sparse;
    private readonly byte[]? bytes;

    /// <summary>Dense features; without columns given they are numbers named x1 … xd.</summary>
    /// <exception cref="ArgumentException">The number of columns differs from the matrix's.</exception>
    public Features(Matrix values, IReadOnlyList<FeatureColumn>? columns = null)
    {
        held = values ?? throw new ArgumentNullException(nameof(values));
        (RowCount, ColumnCount) = (values.Rows, values.Columns);
        Columns = Checked(columns, ColumnCount);
    }

    /// <summary>Sparse features; without columns given they are numbers named x1 … xd.</summary>
    /// <exception cref="ArgumentException">The number of columns differs from the matrix's.</exception>
    public Features(SparseMatrix values, IReadOnlyList<FeatureColumn>? columns = null)
    {
        sparse = values ?? throw new ArgumentNullException(nameof(values));
        (RowCount, ColumnCount) = (values.Rows, values.Columns);
        Columns = Checked(columns, ColumnCount);
    }

    /// <summary>Dense features that are whole numbers from 0 to 255, such as the pixels of images: an eighth of the memory.</summary>
    /// <param name="values">Row by row; not copied.</param>
    /// <param name="columns">Columns of numbers; they say how long a row is.</param>
    /// <exception cref="ArgumentException">The values are no whole number of rows, there are no columns, or one is a category.</exception>
    public Features(byte[] values, IReadOnlyList<FeatureColumn> columns)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(columns);
        if (columns.Count == 0 || values.Length % columns.Count != 0)
            throw new ArgumentException(FormattableString.Invariant($"{values.Length} bytes are no whole number of rows of {columns.Count} columns."), nameof(values));
        if (columns.FirstOrDefault(c => c.IsCategory) is { } category)
            throw new ArgumentException($"Column '{category.Name}' is a category; bytes hold numbers.", nameof(columns));
        (bytes, Columns) = (values, columns);
        (RowCount, ColumnCount) = (values.Length / columns.Count, columns.Count);
    }

    /// <summary>n.</summary>
    public int RowCount { get; }

    /// <summary>d.</summary>
    public int ColumnCount { get; }

    /// <summary>The d columns.</summary>
    public IReadOnlyList<FeatureColumn> Columns { get; }

    /// <summary>The sparse values, or null where the features are dense.</summary>
    public SparseMatrix? Sparse => sparse;

    /// <summary>Whether the values are sparse.</summary>
    public bool IsSparse => sparse is not null;

    /// <summary>The values row by row where they are held as bytes; else empty.</summary>
    public ReadOnlySpan<byte> Bytes => bytes;

    /// <summary>The values as a dense matrix: the one held, for features of bytes one that is held from now on, or for sparse features a new one of n × d.</summary>
    public Matrix ToDense() => Dense ?? sparse!.ToDense();

    /// <summary>Writes one row out, zeros included.</summary>
    /// <param name="row">From 0.</param>
    /// <param name="destination">d numbers.</param>
    public void CopyRow(int row, Span<double> destination)
    {
        if (bytes is not null)
            Widen(bytes.AsSpan(row * ColumnCount, ColumnCount), destination);
        else if (Dense is { } dense)
            dense.Row(row).CopyTo(destination);
        else
            sparse!.CopyRow(row, destination[..ColumnCount]);
    }

    /// <summary>A dense row without a copy, or for sparse features the row written into <paramref name="scratch"/>.</summary>
    /// <param name="row">From 0.</param>
    /// <param name="scratch">d numbers; used for sparse features only.</param>
    public ReadOnlySpan<double> Row(int row, Span<double> scratch)
    {
        if (Dense is { } dense)
            return dense.Row(row);
        sparse!.CopyRow(row, scratch[..ColumnCount]);
        return scratch[..ColumnCount];
    }

    /// <summary>Some rows of dense features, gaps between them included.</summary>
    internal ReadOnlySpan<double> DenseRows(int first, int count) => Dense!.RowRange(first, count).Strided;

    /// <summary>Doubles from the start of one dense row to the start of the next.</summary>
    internal int DenseStride => Dense!.Stride;

    /// <summary>The rows named, in that order, copied.</summary>
    public Features TakeRows(ReadOnlySpan<int> rows) =>
        bytes is not null ? new Features(TakeBytes(rows), Columns) : Dense is { } dense ? new Features(dense.TakeRows(rows), Columns) : new Features(sparse!.TakeRows(rows), Columns);

    /// <summary>Checks that these are the columns a model was fitted on, in that order: same names, same levels.</summary>
    /// <exception cref="ArgumentException">They are not; the message names the first that differs.</exception>
    public void RequireColumns(IReadOnlyList<FeatureColumn> expected)
    {
        ArgumentNullException.ThrowIfNull(expected);
        if (ReferenceEquals(expected, Columns))
            return;
        if (expected.Count != ColumnCount)
        {
            string names = string.Join(", ", expected.Take(8).Select(c => c.Name)) + (expected.Count > 8 ? ", …" : "");
            throw new ArgumentException(FormattableString.Invariant($"The features have {ColumnCount} columns but the model was fitted on {expected.Count} ({names}). Give the columns used at fit time, in that order."));
        }
        for (int j = 0; j < ColumnCount; j++)
        {
            if (Columns[j].Name != expected[j].Name)
                throw new ArgumentException(FormattableString.Invariant($"Column {j + 1} of the features is '{Columns[j].Name}' but the model was fitted on '{expected[j].Name}' there. Give the columns used at fit time, in that order."));
            if (!Columns[j].Equals(expected[j]))
                throw new ArgumentException($"Column '{expected[j].Name}' has other levels than at fit time. Use the recipe that the model was fitted with.");
        }
    }

    private byte[] TakeBytes(ReadOnlySpan<int> rows)
    {
        byte[] taken = GC.AllocateUninitializedArray<byte>(checked(rows.Length * ColumnCount));
        for (int i = 0; i < rows.Length; i++)
            bytes.AsSpan(rows[i] * ColumnCount, ColumnCount).CopyTo(taken.AsSpan(i * ColumnCount));
        return taken;
    }

    private static void Widen(ReadOnlySpan<byte> from, Span<double> to)
    {
        for (int j = 0; j < from.Length; j++)
            to[j] = from[j];
    }

    private static IReadOnlyList<FeatureColumn> Checked(IReadOnlyList<FeatureColumn>? columns, int count)
    {
        if (columns is null)
            return FeatureColumn.Numbered(count);
        Require.SameLength(columns.Count, count, nameof(columns), "the matrix's width");
        return columns;
    }
}
