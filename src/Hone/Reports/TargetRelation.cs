using Hone.Contracts;
using Hone.Data;
using Hone.Numerics;

namespace Hone.Reports;

/// <summary>How much of a target's variation one column alone accounts for.</summary>
/// <remarks>
/// The column is cut into groups (its levels, or 20 bins of about equal counts; missing values are a group), and the share of the target's sum of squares that lies between the groups is taken,
/// less what groups of chance would take: 1 − (1 − η²)(n − 1)/(n − k). Classes count as one 0/1 number each, which makes η² Goodman and Kruskal's τ.
/// Cost: O(n log n). Source: T. L. Kelley, "An Unbiased Correlation Ratio Measure", PNAS 21, 1935.
/// </remarks>
internal static class TargetRelation
{
    private const int Bins = 20;
    private const int MostLevels = 50;

    /// <summary>The share, 0 to 1; null for texts, and where there are fewer than 30 rows or the target does not vary.</summary>
    public static double? Of(Column column, Target truth)
    {
        if (column is TextColumn || column.Count < 30)
            return null;
        int[] groups = Groups(column);
        double between, total;
        if (truth is ClassTarget classes)
        {
            between = total = 0;
            double[] one = new double[classes.RowCount];
            for (int c = 0; c < classes.Classes.Count; c++)
            {
                for (int i = 0; i < one.Length; i++)
                    one[i] = classes.Codes[i] == c ? 1 : 0;
                (double part, double whole) = Squares(groups, one);
                (between, total) = (between + part, total + whole);
            }
        }
        else
        {
            (between, total) = Squares(groups, Scaled(((NumberTarget)truth).Values.Column(0)));
        }
        int used = groups.Distinct().Count(), n = groups.Length;
        return !(total > 0) || !double.IsFinite(total) || used >= n ? null : Math.Clamp(1 - ((1 - (between / total)) * (n - 1) / (n - used)), 0, 1);
    }

    private static int[] Groups(Column column)
    {
        double[] values = ColumnPictures.Numbers(column);
        if (ColumnPictures.Levels(column) is { } levels)
        {
            int[] counts = new int[levels.Length];
            foreach (double v in values)
            {
                if (!double.IsNaN(v))
                    counts[(int)v]++;
            }
            HashSet<int> kept = [.. Enumerable.Range(0, counts.Length).OrderByDescending(l => counts[l]).Take(MostLevels)];
            return Array.ConvertAll(values, v => double.IsNaN(v) ? -1 : kept.Contains((int)v) ? (int)v : -2);
        }
        double[] sorted = [.. values.Where(v => !double.IsNaN(v)).Order()];
        double[] edges = sorted.Length == 0 ? [] : [.. Enumerable.Range(1, Bins - 1).Select(b => sorted[(int)((long)b * sorted.Length / Bins)]).Distinct()];
        return Array.ConvertAll(values, v =>
        {
            if (double.IsNaN(v))
                return -1;
            int at = Array.BinarySearch(edges, v);
            return at >= 0 ? at + 1 : ~at;
        });
    }

    private static (double Between, double Total) Squares(int[] groups, double[] values)
    {
        double mean = values.Average(), total = 0, between = 0;
        Dictionary<int, (double Sum, int Count)> parts = [];
        for (int i = 0; i < values.Length; i++)
        {
            double off = values[i] - mean;
            total += off * off;
            (double sum, int count) = parts.GetValueOrDefault(groups[i]);
            parts[groups[i]] = (sum + off, count + 1);
        }
        foreach ((double sum, int count) in parts.OrderBy(p => p.Key).Select(p => p.Value))
            between += sum * sum / count;
        return (between, total);
    }

    // Divided by the greatest, so that squares of huge targets stay finite.
    private static double[] Scaled(double[] values)
    {
        double most = values.Max(Math.Abs);
        return most > 0 ? Array.ConvertAll(values, v => v / most) : values;
    }
}
