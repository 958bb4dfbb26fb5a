using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Trees;

/// <summary>Tries one random threshold a column: the ends of the node's values, a draw between them, and what that leaves on its left.</summary>
/// <remarks>
/// Once a node is small, its rows' values are copied side by side and its whole subtree grows from the copy, which stays in the processor's near cache;
/// the grower finishes one subtree before it turns to another.
/// </remarks>
internal abstract class RandomSearch : CartSearch
{
    // Rows of a copy at most; columns of it start a little more apart, so that they do not share a set of the near cache.
    private const int LocalRows = 1024, LocalStride = LocalRows + 16;

    /// <summary>Entries beyond a node's rows, so that they may be read sixteen at a time.</summary>
    protected const int Padding = Kernels.FloatLanes;

    private readonly ValueColumns x;
    private readonly float[] floats;
    private readonly double[] doubles;
    private readonly bool copies;
    private readonly float[] localFloats;
    private readonly double[] localDoubles;
    private readonly int[] localAt;                            // where a column's copy starts
    private int start, end, localStart, localEnd;

    protected RandomSearch(ValueColumns x, CartProblem problem, CartSettings settings)
        : base(x, problem, settings)
    {
        this.x = x;
        (floats, doubles) = (new float[x.RowCount + Padding], new double[x.RowCount + Padding]);
        copies = !x.HasCategories && settings.Leaves is null;
        localAt = new int[x.ColumnCount];
        int forFloats = 0, forDoubles = 0;
        for (int j = 0; j < x.ColumnCount && copies; j++)
        {
            bool narrow = x.Floats(j) is not null;
            localAt[j] = narrow ? forFloats : forDoubles;
            forFloats += narrow ? LocalStride : 0;
            forDoubles += narrow ? 0 : LocalStride;
        }
        (localFloats, localDoubles) = (new float[forFloats], new double[forDoubles]);
    }

    /// <summary>Where the node turned to starts among the tree's rows.</summary>
    protected int Start => start;

    protected int RowsInNode => end - start;

    // Of a subtree grown from a copy, the places in that.
    private ReadOnlySpan<int> Rows => RowsOf(start, end);

    private bool IsLocal => localStart <= start && end <= localEnd;

    public override void Reset(double[] weights)
    {
        base.Reset(weights);
        (localStart, localEnd) = (0, -1);
    }

    public override void Enter(int from, int to, double[] sums) => (start, end) = (from, to);

    public override int Partition(int from, int to, in CartSplit split)
    {
        if (split.LeftCodes is not null)
            return base.Partition(from, to, split);
        Span<byte> lefts = GoesLeft(to - from);
        if (x.Floats(split.Column) is { } narrow)
            Mark(Values(narrow, localFloats, split.Column), RowsOf(from, to), AtMost(split.Threshold), split.MissingLeft, lefts);
        else
            Mark(Values(x.Doubles(split.Column)!, localDoubles, split.Column), RowsOf(from, to), split.Threshold, split.MissingLeft, lefts);
        return Partition(from, to, lefts);
    }

    protected override void Begin(int from, int to, double[] sums, double impurity)
    {
        base.Begin(from, to, sums, impurity);
        if (!copies || IsLocal || to - from > LocalRows)
            return;
        ReadOnlySpan<int> rows = Rows;
        for (int j = 0; j < localAt.Length; j++)
        {
            if (x.Floats(j) is { } narrow)
                Bring(narrow, rows, localFloats.AsSpan(localAt[j]));
            else
                Bring(x.Doubles(j), rows, localDoubles.AsSpan(localAt[j]));
        }
        Renumber(from, to);
        (localStart, localEnd) = (from, to);
    }

    protected override CartSplit Find(int column, RandomStream random, out bool constant) =>
        x.IsCategory(column) ? FindGenerally(column, random, out constant)
        : x.Floats(column) is { } narrow ? Try(column, Values(narrow, localFloats, column), floats, random, out constant)
        : Try(column, Values(x.Doubles(column)!, localDoubles, column), doubles, random, out constant);

    /// <summary>What a threshold leaves on its left.</summary>
    /// <param name="values">Of the node's rows, and padding.</param>
    /// <param name="rows">How many these are.</param>
    /// <param name="last">The greatest value on the left.</param>
    /// <param name="missingLeft">Whether NaN goes left too.</param>
    /// <param name="leftWeight">Weight on the left.</param>
    /// <returns>The fall of impurity times weight, or 0 where the split is not allowed.</returns>
    protected abstract double Decrease(ReadOnlySpan<float> values, int rows, float last, bool missingLeft, out double leftWeight);

    /// <summary>The same for doubles.</summary>
    protected abstract double Decrease(ReadOnlySpan<double> values, int rows, double last, bool missingLeft, out double leftWeight);

    private CartSplit Try<T>(int column, ReadOnlySpan<T> all, T[] scratch, RandomStream random, out bool constant)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ReadOnlySpan<int> rows = Rows;
        Span<T> values = scratch.AsSpan(0, rows.Length);
        Bring(all, rows, values);
        (T least, T greatest, bool gaps) = Kernels.Ends<T>(scratch.AsSpan(0, rows.Length + Padding), rows.Length);
        bool present = least <= greatest, alike = !(least < greatest);
        constant = alike && !(gaps && present);
        if (constant)
            return CartSplit.None;
        bool missingLeft = gaps && random.Below(2) == 1;       // one side alone, drawn
        if (alike && missingLeft)
            return CartSplit.None;
        double threshold = alike ? double.PositiveInfinity : Draw(double.CreateTruncating(least), double.CreateTruncating(greatest), random.Uniform());
        double decrease = typeof(T) == typeof(float)
            ? Decrease(floats.AsSpan(0, rows.Length + Padding), rows.Length, AtMost(threshold), missingLeft, out double leftWeight)
            : Decrease(doubles.AsSpan(0, rows.Length + Padding), rows.Length, threshold, missingLeft, out leftWeight);
        if (!(decrease > 0))
            return CartSplit.None;
        return new CartSplit(column, decrease, 0, threshold, null, gaps ? missingLeft : 2 * leftWeight > NodeWeight);
    }

    /// <summary>Weight of the node turned to.</summary>
    protected abstract double NodeWeight { get; }

    private ReadOnlySpan<T> Values<T>(T[] all, T[] copy, int column) => IsLocal ? copy.AsSpan(localAt[column], LocalRows) : all;

    private static double Draw(double from, double to, double uniform)
    {
        double drawn = double.IsFinite(to - from) ? from + ((to - from) * uniform) : BinnedColumn.Between(from, to);
        return drawn >= to ? from : drawn;
    }

    // The greatest float at or below a threshold: floats stand on the same side of both.
    private static float AtMost(double threshold)
    {
        float near = (float)threshold;
        return near > threshold ? float.BitDecrement(near) : near;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // at full speed from the first fit on
    private static void Bring<T>(ReadOnlySpan<T> all, ReadOnlySpan<int> rows, Span<T> into)
        where T : struct
    {
        ref T all0 = ref MemoryMarshal.GetReference(all);
        ref T into0 = ref MemoryMarshal.GetReference(into);
        ref int row0 = ref MemoryMarshal.GetReference(rows);
        nint i = 0;
        for (; i <= rows.Length - 4; i += 4)
        {
            nint a = Unsafe.Add(ref row0, i), b = Unsafe.Add(ref row0, i + 1), c = Unsafe.Add(ref row0, i + 2), d = Unsafe.Add(ref row0, i + 3);
            Unsafe.Add(ref into0, i) = Unsafe.Add(ref all0, a);
            Unsafe.Add(ref into0, i + 1) = Unsafe.Add(ref all0, b);
            Unsafe.Add(ref into0, i + 2) = Unsafe.Add(ref all0, c);
            Unsafe.Add(ref into0, i + 3) = Unsafe.Add(ref all0, d);
        }
        for (; i < rows.Length; i++)
            Unsafe.Add(ref into0, i) = Unsafe.Add(ref all0, (nint)Unsafe.Add(ref row0, i));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // at full speed from the first fit on
    private static void Mark<T>(ReadOnlySpan<T> values, ReadOnlySpan<int> rows, T last, bool missingLeft, Span<byte> lefts)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        ref T value0 = ref MemoryMarshal.GetReference(values);
        for (int i = 0; i < lefts.Length; i++)
        {
            T value = Unsafe.Add(ref value0, (nint)rows[i]);
            lefts[i] = (byte)((value <= last ? 1 : 0) | (missingLeft & T.IsNaN(value) ? 1 : 0));
        }
    }
}
