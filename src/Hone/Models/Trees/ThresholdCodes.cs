using System.Runtime.CompilerServices;
using Hone.Numerics;

namespace Hone.Models.Trees;

/// <summary>Values as bytes: how many of the thresholds that a model asks of a column lie below a value.</summary>
/// <remarks>
/// Histograms leave a model at most some 250 thresholds a column, so "value ≤ threshold k?", counted from 0 upwards, is "code ≤ k?" to the last bit, and a byte a column is all
/// that trees need to know of a row. A code has two forms: in the low one what is missing is 0 and goes left at every question, in the high one it is 255 and goes right.
/// Columns that no tree asks have no code. Immutable.
/// </remarks>
internal sealed unsafe class ThresholdCodes
{
    /// <summary>The high form of what is missing; no value has it.</summary>
    public const byte Missing = 255;

    // The edges of a column as the counting of values below takes them: the last one of each group, then the groups themselves.
    private const int Groups = Kernels.EdgesInGroup, EdgesOfColumn = Groups * Kernels.EdgesInGroup, Stride = Groups + EdgesOfColumn;
    private const int MostThresholds = Missing - 1;

    private readonly int[] columns;                            // those asked, ascending
    private readonly int[] places;                             // by column, where it stands among those asked
    private readonly double[][] thresholds;                    // by place, ascending
    private readonly Pinned<double> edges;                     // by place

    private ThresholdCodes(double[]?[] asked)
    {
        columns = [.. Enumerable.Range(0, asked.Length).Where(column => asked[column] is not null)];
        places = new int[asked.Length];
        thresholds = new double[columns.Length][];
        edges = new Pinned<double>(columns.Length * Stride);
        edges.AsSpan().Fill(double.PositiveInfinity);
        for (int place = 0; place < columns.Length; place++)
        {
            double[] own = thresholds[place] = asked[columns[place]]!;
            places[columns[place]] = place;
            Span<double> all = edges.AsSpan().Slice(place * Stride, Stride), groups = all[Groups..];
            own.CopyTo(groups);
            for (int group = 0; group < Groups; group++)
                all[group] = groups[(group * Kernels.EdgesInGroup) + Kernels.EdgesInGroup - 1];
        }
    }

    /// <summary>Columns that have a code.</summary>
    public int Count => columns.Length;

    /// <summary>The codes of a model's thresholds, or null where it asks a category or too many thresholds of a column.</summary>
    public static ThresholdCodes? Of(TreeEnsemble trees, int columns)
    {
        List<double>?[] found = new List<double>?[columns];
        for (int node = 0; node < trees.NodeCount; node++)
        {
            if (trees.IsLeaf(node))
                continue;
            if (double.IsNaN(trees.Threshold(node)))
                return null;
            List<double> own = found[trees.Column(node)] ??= [];
            own.Add(trees.Threshold(node));
            // Looked through now and then, so that a model with too many is known before all are gathered.
            if (own.Count >= 8 * MostThresholds && (found[trees.Column(node)] = Distinct(own)).Count > MostThresholds)
                return null;
        }
        double[]?[] asked = new double[]?[columns];
        for (int column = 0; column < columns; column++)
        {
            if (found[column] is not { } own)
                continue;
            asked[column] = [.. Distinct(own)];
            if (asked[column]!.Length > MostThresholds)
                return null;
        }
        return new ThresholdCodes(asked);
    }

    private static List<double> Distinct(List<double> values)
    {
        values.Sort();
        int kept = 0;
        for (int i = 0; i < values.Count; i++)
        {
            if (i == 0 || values[i] != values[kept - 1])
                values[kept++] = values[i];
        }
        values.RemoveRange(kept, values.Count - kept);
        return values;
    }

    /// <summary>Where a question finds its column's code, as <see cref="Code(ReadOnlySpan{double}, byte*, byte*)"/> leaves them: low forms by place, then high forms from <paramref name="high"/> on.</summary>
    public int PlaceOf(TreeEnsemble trees, int node, int high) => places[trees.Column(node)] + (trees.MissingLeft(node) ? 0 : high);

    /// <summary>The code that is the last to go left at a node.</summary>
    public byte CodeOf(TreeEnsemble trees, int node) => (byte)Array.BinarySearch(thresholds[places[trees.Column(node)]], trees.Threshold(node));

    /// <summary>Writes the codes of one row, both forms.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Code(ReadOnlySpan<double> row, byte* low, byte* high)
    {
        double* own = edges.Start;
        int[] asked = columns;
        for (int place = 0; place < asked.Length; place++, own += Stride)
        {
            double value = row[asked[place]];
            byte code = Kernels.CountBelow(value, own, own + Groups);
            low[place] = code;
            high[place] = (byte)(code | (double.IsNaN(value) ? Missing : 0));
        }
        GC.KeepAlive(edges);
    }

    /// <summary>Writes the codes of some rows column by column: the low forms of all columns, then the high ones.</summary>
    /// <param name="rows">The first value of the first row.</param>
    /// <param name="stride">Doubles from one row to the next.</param>
    /// <param name="count">Number of rows.</param>
    /// <param name="codes">Receives them.</param>
    /// <param name="distance">Bytes from one column to the next, at least the number of rows.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Code(double* rows, nint stride, int count, byte* codes, int distance)
    {
        byte* low = codes, high = codes + ((nint)Count * distance);
        for (int place = 0; place < columns.Length; place++, low += distance, high += distance)
        {
            double* own = edges.Start + ((nint)place * Stride) + Groups;
            bool few = thresholds[place].Length < Kernels.EdgesInGroup;
            Kernels.CountBelow(rows + columns[place], stride, count, own, few ? 1 : Groups, Missing, high, low, 1, VectorPath.Widest);
            for (int i = 0; i < count; i++)
                low[i] = low[i] == Missing ? (byte)0 : low[i];
        }
        GC.KeepAlive(edges);
    }
}
