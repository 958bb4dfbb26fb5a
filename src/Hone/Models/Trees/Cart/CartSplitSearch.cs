using Hone.Numerics;

namespace Hone.Models.Trees;

/// <summary>Finds the split of one column that lowers a node's impurity most.</summary>
/// <remarks>
/// The node's rows are gathered into groups of one code each, by a table where codes are few beside rows and by sorting otherwise. Numbers are cut between
/// neighbouring groups; levels of a category are first put in the order of their mean, or of their share of the node's commonest class. With many classes
/// a column costs O(m log m) for the node's m rows, whatever the number of classes.
/// </remarks>
internal sealed class CartSplitSearch
{
    // A gain below this share of the node's cost is the rounding of equal sums.
    private const double LeastRelativeDecrease = 1e-12;

    // From so many classes on, a group's rows are fewer than the classes whose sums it would move.
    private const int ManyClasses = 32;

    private readonly ColumnCodes x;
    private readonly Impurity impurity;
    private readonly double[] weights;
    private readonly CartSettings settings;
    private readonly ClassImpurity? many;
    private readonly int width;                                // numbers summed a group; of many classes the commonest and all others
    private readonly long[] keys;
    private readonly double[] left, right, missing;
    private int[] groupCode, groupRows, groupStart, order;
    private double[] groupSums, groupKeys, table;
    private int[] tableRows;
    private int groups, missingRows;

    private int[] rows = [];
    private double[] nodeSums = [];
    private double nodeCost;
    private RowCosts? costs;
    private int commonest;

    public CartSplitSearch(ColumnCodes x, Impurity impurity, double[] weights, CartSettings settings, int most)
    {
        (this.x, this.impurity, this.weights, this.settings) = (x, impurity, weights, settings);
        many = impurity is ClassImpurity { Width: >= ManyClasses } classes ? classes : null;
        width = many is null ? impurity.Width : 2;
        keys = new long[most];
        (left, right, missing) = (new double[width], new double[width], new double[width]);
        (groupCode, groupRows, groupStart, order, tableRows) = (new int[64], new int[64], new int[64], new int[64], []);
        (groupSums, groupKeys, table) = (new double[64 * width], new double[64], []);
    }

    /// <summary>Turns to a node.</summary>
    public void Begin(ReadOnlySpan<int> own, double[] sums)
    {
        rows = own.ToArray();
        nodeSums = sums;
        costs = many is not null ? new ManyClassCosts(own, many, sums, weights) : impurity is AbsoluteImpurity absolute ? new MedianCosts(own, absolute.Targets, weights) : null;
        nodeCost = costs?.WholeCost ?? impurity.Cost(sums);
        if (many is null)
            return;
        commonest = Array.IndexOf(sums, sums.Max());
        nodeSums = [sums[commonest], many.Weight(sums) - sums[commonest]];
    }

    /// <summary>The best split of a column, or none.</summary>
    /// <param name="column">The column.</param>
    /// <param name="codes">Its codes for the node's rows.</param>
    /// <param name="random">For random splits.</param>
    /// <param name="constant">Whether the rows do not differ in it.</param>
    public CartSplit Find(int column, ReadOnlySpan<int> codes, RandomStream random, out bool constant)
    {
        int count = x.Count(column);
        constant = !codes.ContainsAnyExcept(codes[0]);
        if (constant)
            return CartSplit.None;
        Gather(codes, count);
        constant = groups + (missingRows > 0 ? 1 : 0) < 2;
        if (constant)
            return CartSplit.None;
        bool category = x.IsCategory(column);
        for (int g = 0; g < groups; g++)
            order[g] = g;
        int from = 0, to = groups - 1;                         // cuts after order[from] … order[to − 1]
        (int Code, double Threshold)? drawn = null;
        if (settings.Splitter == Splitter.Random && groups > 1)
        {
            if (category)
            {
                random.Shuffle(order.AsSpan(0, groups));
                from = random.Below(groups - 1);
            }
            else
            {
                drawn = x.DrawThreshold(column, groupCode[0], groupCode[groups - 1], random.Uniform());
                while (groupCode[from + 1] <= drawn.Value.Code)
                    from++;
            }
            to = from + 1;
        }
        else if (category)
        {
            for (int g = 0; g < groups; g++)
                groupKeys[g] = Key(Sums(g));
            Array.Sort(groupKeys, order, 0, groups);
        }

        double best = nodeCost - (LeastRelativeDecrease * Math.Max(Math.Abs(nodeCost), double.Epsilon));
        int cut = -1;
        bool missingLeft = false;
        int sides = missingRows > 0 ? 2 : 1;
        if (sides == 2 && settings.Splitter == Splitter.Random)
            sides = random.Below(2) == 0 ? 1 : -2;             // one side alone, drawn
        for (int side = sides == -2 ? 1 : 0; side < Math.Abs(sides); side++)
            Sweep(from, side == 0 && missingRows > 0 && (settings.Splitter == Splitter.Best || groups == 1) ? groups : to, side == 1, ref best, ref cut, ref missingLeft);
        return cut < 0 ? CartSplit.None : Split(column, count, nodeCost - best, cut, missingLeft, category, drawn);
    }

    private double Key(ReadOnlySpan<double> sums) => many is null ? impurity.Key(sums, nodeSums) : sums[0] / many.Weight(sums);

    private void Add(Span<double> sums, int row)
    {
        if (many is null)
            impurity.Add(sums, row, weights[row]);
        else
            sums[many.ClassOf(row) == commonest ? 0 : 1] += weights[row];
    }

    private Span<double> Sums(int group) => groupSums.AsSpan(group * width, width);

    // Rows move from right to left, group by group; after each the two sides' costs are compared with the best.
    private void Sweep(int from, int to, bool withMissing, ref double best, ref int cut, ref bool missingLeft)
    {
        nodeSums.CopyTo(right, 0);
        Array.Clear(left);
        int leftRows = 0;
        // Costs that follow row by row round differently at equal cuts: the first of them is taken.
        double slack = many is null ? 0 : LeastRelativeDecrease * Math.Abs(nodeCost);
        costs?.Clear();
        if (withMissing)
            Move(missing, rows.Length - missingRows, missingRows, ref leftRows);
        for (int at = 0; at < to && at < groups; at++)
        {
            Move(Sums(order[at]), groupStart[order[at]], groupRows[order[at]], ref leftRows);
            if (at < from || leftRows < settings.MinLeafRows || rows.Length - leftRows < settings.MinLeafRows)
                continue;
            double cost = costs?.SplitCost ?? (impurity.Cost(left) + impurity.Cost(right));
            if (!(cost < best - slack))
                continue;
            (best, cut, missingLeft) = (cost, at, withMissing);
        }
    }

    private void Move(ReadOnlySpan<double> sums, int start, int count, ref int leftRows)
    {
        for (int s = 0; s < width; s++)
        {
            left[s] += sums[s];
            right[s] -= sums[s];
        }
        leftRows += count;
        for (int k = start; costs is not null && k < start + count; k++)
            costs.Move((int)keys[k]);                        // sorted by code: a group's rows are side by side
    }

    private CartSplit Split(int column, int count, double decrease, int cut, bool missingLeft, bool category, (int Code, double Threshold)? drawn)
    {
        if (missingRows == 0)
        {
            // Nothing missing here: what will be missing goes with the greater part.
            double weight = 0;
            for (int at = 0; at <= cut; at++)
                weight += impurity.Weight(Sums(order[at]));
            missingLeft = 2 * weight > impurity.Weight(nodeSums);
        }
        if (category)
        {
            sbyte[] sides = new sbyte[count];
            Array.Fill(sides, (sbyte)-1);
            for (int at = 0; at < groups; at++)
                sides[groupCode[order[at]]] = at <= cut ? (sbyte)1 : (sbyte)0;
            return new CartSplit(column, decrease, 0, 0, sides, missingLeft);
        }
        int low = groupCode[cut];
        double threshold = cut == groups - 1 ? double.PositiveInfinity : drawn?.Threshold ?? x.Threshold(column, low, groupCode[cut + 1]);
        return new CartSplit(column, decrease, low, threshold, null, missingLeft);
    }

    private void Gather(ReadOnlySpan<int> codes, int count)
    {
        groups = missingRows = 0;
        Array.Clear(missing);
        if (count <= 2 * codes.Length && costs is null)
            GatherByTable(codes, count);
        else
            GatherBySorting(codes, count);
    }

    private void GatherByTable(ReadOnlySpan<int> codes, int count)
    {
        if (tableRows.Length <= count)
            (tableRows, table) = (new int[count + 1], new double[(count + 1) * width]);
        tableRows.AsSpan(0, count + 1).Clear();
        table.AsSpan(0, (count + 1) * width).Clear();
        for (int i = 0; i < codes.Length; i++)
        {
            tableRows[codes[i]]++;
            Add(table.AsSpan(codes[i] * width, width), rows[i]);
        }
        for (int code = 0; code < count; code++)
        {
            if (tableRows[code] == 0)
                continue;
            AddGroup(code);
            groupRows[groups - 1] = tableRows[code];
            table.AsSpan(code * width, width).CopyTo(Sums(groups - 1));
        }
        missingRows = tableRows[count];
        table.AsSpan(count * width, width).CopyTo(missing);
    }

    private void GatherBySorting(ReadOnlySpan<int> codes, int count)
    {
        for (int i = 0; i < codes.Length; i++)
            keys[i] = ((long)codes[i] << 32) | (uint)i;
        keys.AsSpan(0, codes.Length).Sort();
        int last = -1;
        for (int k = 0; k < codes.Length; k++)
        {
            int code = (int)(keys[k] >> 32), row = rows[(int)keys[k]];
            if (code == count)
            {
                missingRows++;
                Add(missing, row);
                continue;
            }
            if (code != last)
            {
                AddGroup(code);
                groupRows[groups - 1] = 0;
                groupStart[groups - 1] = k;
                Sums(groups - 1).Clear();
                last = code;
            }
            groupRows[groups - 1]++;
            Add(Sums(groups - 1), row);
        }
    }

    private void AddGroup(int code)
    {
        if (groups == groupCode.Length)
        {
            int size = groups * 2;
            Array.Resize(ref groupCode, size);
            Array.Resize(ref groupRows, size);
            Array.Resize(ref groupStart, size);
            Array.Resize(ref order, size);
            Array.Resize(ref groupKeys, size);
            Array.Resize(ref groupSums, size * width);
        }
        groupCode[groups++] = code;
    }
}
