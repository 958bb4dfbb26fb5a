using Hone.Numerics;

namespace Hone.Recipes;

/// <summary>How strongly each column, taken alone, goes with a target: the scores that filter selection ranks by.</summary>
/// <remarks>All take complete columns, n × d, and give one score a column; a constant column scores 0. Cost: O(n·d) but for mutual information.</remarks>
public static class FeatureScores
{
    /// <summary>The F statistic of a one-way analysis of variance between classes, and its p-value.</summary>
    /// <param name="x">n × d.</param>
    /// <param name="classes">A class a row, from 0.</param>
    /// <exception cref="ArgumentException">Lengths differ, a value is missing or infinite, or fewer than two classes occur.</exception>
    public static (double[] F, double[] P) AnovaF(Matrix x, ReadOnlySpan<int> classes)
    {
        Check(x, classes.Length);
        int count = ClassCount(classes, out int[] rows);
        int occurring = rows.Count(r => r > 0), n = x.Rows;
        if (occurring < 2)
            throw new ArgumentException("An analysis of variance needs at least two classes.", nameof(classes));
        double[] f = new double[x.Columns], p = new double[x.Columns];
        for (int j = 0; j < x.Columns; j++)
        {
            double[] column = x.Column(j);
            double mean = Statistics.Mean(column);
            double[] sums = new double[count];
            for (int i = 0; i < n; i++)
                sums[classes[i]] += column[i] - mean;
            double between = 0, within = 0;
            for (int c = 0; c < count; c++)
                between += rows[c] == 0 ? 0 : sums[c] * sums[c] / rows[c];
            for (int i = 0; i < n; i++)
            {
                double d = column[i] - mean - (sums[classes[i]] / rows[classes[i]]);
                within += d * d;
            }
            (f[j], p[j]) = FOf(between, occurring - 1, within, n - occurring);
        }
        return (f, p);
    }

    /// <summary>The F statistic of a simple linear regression on each column, and its p-value.</summary>
    /// <param name="x">n × d.</param>
    /// <param name="y">A number a row.</param>
    /// <exception cref="ArgumentException">Lengths differ, or a value is missing or infinite.</exception>
    public static (double[] F, double[] P) RegressionF(Matrix x, ReadOnlySpan<double> y)
    {
        Check(x, y.Length);
        double[] f = new double[x.Columns], p = new double[x.Columns];
        for (int j = 0; j < x.Columns; j++)
        {
            double r = CorrelationFilter.Correlation(x.Column(j), y);
            (f[j], p[j]) = FOf(r * r, 1, (1 - r) * (1 + r), x.Rows - 2);
        }
        return (f, p);
    }

    /// <summary>The χ² statistic between the sums of each column by class and those that equal rates would give, and its p-value; for counts and frequencies.</summary>
    /// <param name="x">n × d, at least 0.</param>
    /// <param name="classes">A class a row, from 0.</param>
    /// <exception cref="ArgumentException">Lengths differ, or a value is missing, infinite or negative.</exception>
    public static (double[] ChiSquared, double[] P) ChiSquared(Matrix x, ReadOnlySpan<int> classes)
    {
        Check(x, classes.Length);
        int count = ClassCount(classes, out int[] rows);
        double[] statistic = new double[x.Columns], p = new double[x.Columns];
        for (int j = 0; j < x.Columns; j++)
        {
            double[] sums = new double[count];
            double total = 0;
            for (int i = 0; i < x.Rows; i++)
            {
                double value = x[i, j];
                if (value < 0)
                    throw new ArgumentException(FormattableString.Invariant($"x holds {value} in row {i + 1} and column {j + 1} (counting from 1); χ² takes numbers of at least 0."), nameof(x));
                sums[classes[i]] += value;
                total += value;
            }
            for (int c = 0; c < count; c++)
            {
                double expected = total * rows[c] / x.Rows;
                statistic[j] += expected > 0 ? (sums[c] - expected) * (sums[c] - expected) / expected : 0;
            }
            p[j] = SpecialFunctions.ChiSquaredUpperTail(statistic[j], rows.Count(r => r > 0) - 1);
        }
        return (statistic, p);
    }

    private static (double F, double P) FOf(double between, double betweenDegrees, double within, double withinDegrees)
    {
        if (between <= 0 || withinDegrees <= 0)
            return (0, 1);
        double f = within > 0 ? between / betweenDegrees / (within / withinDegrees) : double.MaxValue;
        return (f, within > 0 ? SpecialFunctions.FUpperTail(f, betweenDegrees, withinDegrees) : 0);
    }

    internal static void Check(Matrix x, int targetRows)
    {
        ArgumentNullException.ThrowIfNull(x);
        Require.SameLength(targetRows, x.Rows, "the target", "x");
        for (int i = 0; i < x.Rows; i++)
        {
            foreach (double value in x.Row(i))
            {
                if (!double.IsFinite(value))
                    throw new ArgumentException(FormattableString.Invariant($"x holds {value} in row {i + 1} (counting from 1); scores take finite numbers. Fill the gaps first."), nameof(x));
            }
        }
    }

    internal static int ClassCount(ReadOnlySpan<int> classes, out int[] rows)
    {
        int count = 0;
        foreach (int c in classes)
            count = Math.Max(count, c < 0 ? throw new ArgumentException(FormattableString.Invariant($"A class is {c}; classes are numbered from 0."), nameof(classes)) : c + 1);
        rows = new int[count];
        foreach (int c in classes)
            rows[c]++;
        return count;
    }
}
