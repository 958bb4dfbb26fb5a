using Hone.Numerics;

namespace Hone.Models.Trees;

/// <summary>Impurity of a node from sums over its rows, so that moving rows from one side to the other is an addition.</summary>
/// <remarks>Costs are impurities times weight, up to a constant that both sides of a split share; a split's decrease is cost(node) − cost(left) − cost(right).</remarks>
internal abstract class Impurity
{
    /// <summary>Numbers summed a row.</summary>
    public abstract int Width { get; }

    /// <summary>Adds one row.</summary>
    public abstract void Add(Span<double> sums, int row, double weight);

    /// <summary>Adds rows.</summary>
    public abstract void Add(Span<double> sums, ReadOnlySpan<int> rows, double[] weights);

    public abstract double Weight(ReadOnlySpan<double> sums);

    public abstract double Cost(ReadOnlySpan<double> sums);

    /// <summary>The sums in whose order the levels of a category are cut.</summary>
    public abstract double Key(ReadOnlySpan<double> sums, ReadOnlySpan<double> node);

    /// <summary>Impurity itself, of the rows named.</summary>
    public abstract double Of(ReadOnlySpan<double> sums, ReadOnlySpan<int> rows, double[] weights);

    /// <summary>Writes what a leaf of the rows named predicts.</summary>
    public abstract void Values(ReadOnlySpan<double> sums, ReadOnlySpan<int> rows, double[] weights, Span<double> values);
}

/// <summary>Gini impurity or entropy of weighted class counts.</summary>
internal sealed class ClassImpurity(int[] codes, int classes, bool entropy) : Impurity
{
    public override int Width => classes;

    /// <summary>Whether it is entropy, and not Gini's impurity.</summary>
    public bool Entropy => entropy;

    /// <summary>The class of a row.</summary>
    public int ClassOf(int row) => codes[row];

    /// <summary>The class of each row.</summary>
    public int[] Codes => codes;

    public override void Add(Span<double> sums, int row, double weight) => sums[codes[row]] += weight;

    public override void Add(Span<double> sums, ReadOnlySpan<int> rows, double[] weights)
    {
        foreach (int row in rows)
            sums[codes[row]] += weights[row];
    }

    public override double Weight(ReadOnlySpan<double> sums)
    {
        double total = 0;
        foreach (double sum in sums)
            total += sum;
        return total;
    }

    public override double Cost(ReadOnlySpan<double> sums)
    {
        double total = Weight(sums), cost = 0;
        if (total <= 0)
            return 0;
        if (!entropy)
        {
            foreach (double sum in sums)
                cost += sum * sum;
            return total - (cost / total);
        }
        foreach (double sum in sums)
        {
            if (sum > 0)
                cost -= sum * Elementary.Log2(sum / total);
        }
        return cost;
    }

    // For two classes the cut of levels ordered by their share of one class is the best subset of all (Breiman et al., 1984, theorem 4.5).
    public override double Key(ReadOnlySpan<double> sums, ReadOnlySpan<double> node)
    {
        int most = 0;
        for (int k = 1; k < node.Length; k++)
            most = node[k] > node[most] ? k : most;
        return sums[most] / Weight(sums);
    }

    public override double Of(ReadOnlySpan<double> sums, ReadOnlySpan<int> rows, double[] weights) => Cost(sums) / Weight(sums);

    public override void Values(ReadOnlySpan<double> sums, ReadOnlySpan<int> rows, double[] weights, Span<double> values)
    {
        double total = Weight(sums);
        for (int k = 0; k < classes; k++)
            values[k] = sums[k] / total;
    }
}

/// <summary>Squared distance from the mean, averaged over outputs.</summary>
/// <remarks>Targets are held around the mean of all rows, so that squares do not cancel, and in units of a power of two, so that products of sums stay within a double's range.</remarks>
internal sealed class SquaredImpurity : Impurity
{
    private readonly double[][] targets;
    private readonly double[] centres;
    private readonly double unit;

    public SquaredImpurity(double[][] values)
    {
        centres = [.. values.Select(y => y.Average())];
        double greatest = 0;
        for (int k = 0; k < values.Length; k++)
        {
            foreach (double value in values[k])
                greatest = Math.Max(greatest, Math.Abs(value - centres[k]));
        }
        unit = greatest > 0 ? Math.ScaleB(1, Math.Clamp(Math.ILogB(greatest) + 1, -500, 500)) : 1;
        targets = [.. values.Select((y, k) => Array.ConvertAll(y, value => (value - centres[k]) / unit))];
    }

    public override int Width => targets.Length + 1;

    /// <summary>The power of two that <see cref="Targets"/> are divided by.</summary>
    public double Unit => unit;

    /// <summary>By output and row: (y − mean) / unit.</summary>
    public double[][] Targets => targets;

    public override void Add(Span<double> sums, int row, double weight)
    {
        sums[0] += weight;
        for (int k = 0; k < targets.Length; k++)
            sums[k + 1] += weight * targets[k][row];
    }

    public override void Add(Span<double> sums, ReadOnlySpan<int> rows, double[] weights)
    {
        foreach (int row in rows)
            sums[0] += weights[row];
        for (int k = 0; k < targets.Length; k++)
        {
            double sum = 0;
            foreach (int row in rows)
                sum += weights[row] * targets[k][row];
            sums[k + 1] += sum;
        }
    }

    public override double Weight(ReadOnlySpan<double> sums) => sums[0];

    public override double Cost(ReadOnlySpan<double> sums)
    {
        if (sums[0] <= 0)
            return 0;
        double cost = 0;
        for (int k = 1; k < sums.Length; k++)
            cost -= sums[k] * sums[k];
        return cost * unit * unit / (sums[0] * targets.Length);
    }

    public override double Key(ReadOnlySpan<double> sums, ReadOnlySpan<double> node)
    {
        double key = 0;
        for (int k = 1; k < sums.Length; k++)
            key += sums[k];
        return key / sums[0];
    }

    public override double Of(ReadOnlySpan<double> sums, ReadOnlySpan<int> rows, double[] weights)
    {
        double cost = 0;
        for (int k = 0; k < targets.Length; k++)
        {
            double mean = sums[k + 1] / sums[0];
            foreach (int row in rows)
                cost += weights[row] * (targets[k][row] - mean) * (targets[k][row] - mean);
        }
        return cost * unit * unit / (sums[0] * targets.Length);
    }

    public override void Values(ReadOnlySpan<double> sums, ReadOnlySpan<int> rows, double[] weights, Span<double> values)
    {
        for (int k = 0; k < targets.Length; k++)
            values[k] = (sums[k + 1] / sums[0] * unit) + centres[k];
    }
}

/// <summary>Absolute distance from the median of one output; its sums only give weights and an order of levels, costs come from <see cref="MedianCosts"/>.</summary>
internal sealed class AbsoluteImpurity(double[] targets) : Impurity
{
    private readonly double centre = targets.Average();

    public double[] Targets => targets;

    public override int Width => 2;

    public override void Add(Span<double> sums, int row, double weight)
    {
        sums[0] += weight;
        sums[1] += weight * (targets[row] - centre);
    }

    public override void Add(Span<double> sums, ReadOnlySpan<int> rows, double[] weights)
    {
        foreach (int row in rows)
            Add(sums, row, weights[row]);
    }

    public override double Weight(ReadOnlySpan<double> sums) => sums[0];

    public override double Cost(ReadOnlySpan<double> sums) => throw new InvalidOperationException("The absolute distance is not a function of sums.");

    public override double Key(ReadOnlySpan<double> sums, ReadOnlySpan<double> node) => sums[1] / sums[0];

    public override double Of(ReadOnlySpan<double> sums, ReadOnlySpan<int> rows, double[] weights)
    {
        double median = Median(rows, weights), cost = 0;
        foreach (int row in rows)
            cost += weights[row] * Math.Abs(targets[row] - median);
        return cost / sums[0];
    }

    public override void Values(ReadOnlySpan<double> sums, ReadOnlySpan<int> rows, double[] weights, Span<double> values) => values[0] = Median(rows, weights);

    private double Median(ReadOnlySpan<int> rows, double[] weights)
    {
        double[] values = new double[rows.Length], own = new double[rows.Length];
        for (int i = 0; i < rows.Length; i++)
            (values[i], own[i]) = (targets[rows[i]], weights[rows[i]]);
        return WeightedQuantile.Of(values, own, 0.5);
    }
}
