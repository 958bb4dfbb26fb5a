using Hone.Numerics;

namespace Hone.Models.Trees;

/// <summary>Finds the splits of one tree's nodes and keeps the rows of each node side by side. Owned by one thread; its arrays serve one tree after another.</summary>
/// <remarks>What differs is how columns are held and how their cuts are tried: <see cref="PairSearch{TSums}"/>, <see cref="ClassSearch"/>, <see cref="RandomSearch"/>, <see cref="PresortedSearch"/>, and <see cref="GeneralSearch"/> for all the rest.</remarks>
internal abstract class CartSearch
{
    // A gain below this share of the node's impurity is the rounding of equal sums.
    protected const double LeastRelativeDecrease = 1e-12;

    private readonly int[] columns;
    private readonly int[] rows;
    private int[] spare = [];
    private byte[] flags = [];
    private CartSplitSearch? general;
    private int[] generalCodes = [];
    private bool generalReady;
    private int start, end;
    private double[] nodeSums = [];

    protected CartSearch(ColumnCodes x, CartProblem problem, CartSettings settings)
    {
        (X, Problem, Settings) = (x, problem, settings);
        (rows, columns) = (new int[x.RowCount], [.. Enumerable.Range(0, x.ColumnCount)]);
    }

    /// <summary>Another search over the same rows, for nodes that this one leaves alone.</summary>
    protected CartSearch(CartSearch shared)
    {
        (X, Problem, Settings) = (shared.X, shared.Problem, shared.Settings);
        (rows, columns) = (shared.rows, [.. Enumerable.Range(0, shared.columns.Length)]);
        (Weights, RowCount, TotalWeight) = (shared.Weights, shared.RowCount, shared.TotalWeight);
    }

    /// <summary>Rows of the tree.</summary>
    public int RowCount { get; private set; }

    public double TotalWeight { get; private set; }

    protected ColumnCodes X { get; }

    protected CartProblem Problem { get; }

    protected CartSettings Settings { get; }

    /// <summary>By row.</summary>
    protected double[] Weights { get; private set; } = [];

    protected ReadOnlySpan<int> RowsOf(int from, int to) => rows.AsSpan(from, to - from);

    /// <summary>Turns to a tree over the rows whose weight is above 0.</summary>
    public virtual void Reset(double[] weights)
    {
        Weights = weights;
        (RowCount, TotalWeight) = (0, 0);
        for (int i = 0; i < weights.Length; i++)
        {
            rows[RowCount] = i;
            RowCount += weights[i] > 0 ? 1 : 0;
            TotalWeight += weights[i];
        }
        for (int j = 0; j < columns.Length; j++)
            columns[j] = j;
        general = null;
    }

    /// <summary>Turns to a node and writes its sums.</summary>
    public virtual void Enter(int from, int to, double[] sums)
    {
        Array.Clear(sums);
        Problem.Impurity.Add(sums, RowsOf(from, to), Weights);
    }

    /// <summary>The impurity of the node turned to.</summary>
    public virtual double Impurity(int from, int to, double[] sums) => Problem.Impurity.Of(sums, RowsOf(from, to), Weights);

    /// <summary>Writes what the node turned to predicts as a leaf.</summary>
    public void Values(int from, int to, double[] sums, Span<double> values) => Problem.Impurity.Values(sums, RowsOf(from, to), Weights, values);

    /// <summary>The best split of the node turned to: columns in random order until enough of them were not constant; all of them in their own order where none is left out.</summary>
    public virtual CartSplit FindSplit(int from, int to, double[] sums, double impurity, RandomStream random)
    {
        Begin(from, to, sums, impurity);
        CartSplit best = CartSplit.None;
        bool draws = Settings.Columns < columns.Length;
        int useful = 0;
        for (int k = 0; k < columns.Length && useful < Settings.Columns; k++)
        {
            if (draws)
            {
                int other = k + random.Below(columns.Length - k);
                (columns[k], columns[other]) = (columns[other], columns[k]);
            }
            CartSplit found = Find(columns[k], random, out bool constant);
            if (!constant)
                useful++;
            if (best.BeatenBy(found))
                best = found;
        }
        return best;
    }

    /// <summary>Moves the rows that go left before the others, keeping their order, and returns where the right ones start.</summary>
    public virtual int Partition(int from, int to, in CartSplit split)
    {
        ReadOnlySpan<int> codes = Codes(split.Column, RowsOf(from, to));
        Span<byte> lefts = GoesLeft(to - from);
        int missing = X.Count(split.Column);
        if (split.LeftCodes is null)
        {
            int last = split.LastCode, missingLeft = split.MissingLeft ? 1 : 0;
            for (int i = 0; i < lefts.Length; i++)
                lefts[i] = (byte)(codes[i] == missing ? missingLeft : codes[i] <= last ? 1 : 0);
        }
        else
        {
            for (int i = 0; i < lefts.Length; i++)
                lefts[i] = split.GoesLeft(codes[i], missing) ? (byte)1 : (byte)0;
        }
        return Partition(from, to, lefts);
    }

    /// <summary>The same, by a flag for each row of the node: 1 goes left, 0 right.</summary>
    protected virtual int Partition(int from, int to, ReadOnlySpan<byte> lefts) => from + StablePartition.Run(rows.AsSpan(from, to - from), ref spare, lefts);

    /// <summary>Room for a flag a row.</summary>
    protected Span<byte> GoesLeft(int count)
    {
        if (flags.Length < count)
            flags = GC.AllocateUninitializedArray<byte>(count);
        return flags.AsSpan(0, count);
    }

    /// <summary>For a category by level: 1 goes left, 0 right, −1 was not seen in the node.</summary>
    public sbyte[] LevelsOf(int column, sbyte[] codesLeft)
    {
        ReadOnlySpan<int> codeOfLevel = X.CodeOfLevel(column);
        sbyte[] levels = new sbyte[codeOfLevel.Length];
        for (int level = 0; level < levels.Length; level++)
            levels[level] = codeOfLevel[level] < 0 ? (sbyte)-1 : codesLeft[codeOfLevel[level]];
        return levels;
    }

    /// <summary>Numbers the rows of a node from 0 in their order.</summary>
    protected void Renumber(int from, int to)
    {
        for (int i = from; i < to; i++)
            rows[i] = i - from;
    }

    protected virtual void Begin(int from, int to, double[] sums, double impurity) => (start, end, nodeSums, generalReady) = (from, to, sums, false);

    /// <summary>The best split of a column, or none.</summary>
    /// <param name="column">The column.</param>
    /// <param name="random">For random splits.</param>
    /// <param name="constant">Whether the rows do not differ in it.</param>
    protected abstract CartSplit Find(int column, RandomStream random, out bool constant);

    /// <summary>The best split of any column for any criterion, at a slower pace.</summary>
    protected CartSplit FindGenerally(int column, RandomStream random, out bool constant)
    {
        general ??= new CartSplitSearch(X, Problem.Impurity, Weights, Settings, RowCount);
        ReadOnlySpan<int> own = RowsOf(start, end);
        if (!generalReady)
            general.Begin(own, nodeSums);
        generalReady = true;
        return general.Find(column, Codes(column, own), random, out constant);
    }

    private ReadOnlySpan<int> Codes(int column, ReadOnlySpan<int> own)
    {
        if (generalCodes.Length < own.Length)
            generalCodes = new int[own.Length];
        X.Gather(column, own, generalCodes);
        return generalCodes.AsSpan(0, own.Length);
    }
}

/// <summary>Finds splits of every kind of column, for every criterion.</summary>
internal sealed class GeneralSearch(ColumnCodes x, CartProblem problem, CartSettings settings) : CartSearch(x, problem, settings)
{
    protected override CartSplit Find(int column, RandomStream random, out bool constant) => FindGenerally(column, random, out constant);
}
