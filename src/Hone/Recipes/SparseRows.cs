using System.Runtime.InteropServices;
using Hone.Numerics;

namespace Hone.Recipes;

/// <summary>A sparse matrix in the making: parts of consecutive rows are filled side by side and then joined.</summary>
internal sealed class SparseRows(int rows, int parts)
{
    private readonly int[] lengths = new int[rows + 1];         // of row i at i + 1, until they are added up
    private readonly List<int>[] indices = [.. Enumerable.Range(0, parts).Select(_ => new List<int>())];
    private readonly List<double>[] values = [.. Enumerable.Range(0, parts).Select(_ => new List<double>())];
    private readonly int[] ended = new int[parts];

    /// <summary>Entries of a part so far.</summary>
    public int Count(int part) => indices[part].Count;

    /// <summary>Adds an entry to a part's open row; columns ascend.</summary>
    public void Add(int part, int column, double value)
    {
        indices[part].Add(column);
        values[part].Add(value);
    }

    /// <summary>A part's entries from one on.</summary>
    public Span<double> Values(int part, int start) => CollectionsMarshal.AsSpan(values[part])[start..];

    /// <summary>Ends a part's open row, which is this one of the matrix.</summary>
    public void EndRow(int part, int row)
    {
        lengths[row + 1] = indices[part].Count - ended[part];
        ended[part] = indices[part].Count;
    }

    public SparseMatrix Join(int columns, int? workers)
    {
        for (int i = 0; i < rows; i++)
            lengths[i + 1] = checked(lengths[i + 1] + lengths[i]);
        int[] starts = new int[parts + 1];
        for (int p = 0; p < parts; p++)
            starts[p + 1] = starts[p] + indices[p].Count;
        int[] allIndices = GC.AllocateUninitializedArray<int>(starts[parts]);
        double[] allValues = GC.AllocateUninitializedArray<double>(starts[parts]);
        WorkerPool.For(parts, workers, p =>
        {
            indices[p].CopyTo(allIndices, starts[p]);
            values[p].CopyTo(allValues, starts[p]);
        });
        return SparseMatrix.Made(columns, lengths, allIndices, allValues);
    }
}
