using Hone.Numerics;

namespace Hone.Reports;

/// <summary>Spearman's rank correlation of columns: 1 where they rise together, −1 where one falls as the other rises, whatever the units.</summary>
/// <remarks>Values are ranked within their column, equal ones sharing the mean rank; a pair of columns is compared on rows where both are known. Cost: O(d·n log n + d²·n).</remarks>
internal static class RankCorrelation
{
    public static Matrix Of(IReadOnlyList<double[]> columns)
    {
        double[][] ranks = [.. columns.Select(Ranks)];
        Matrix result = new(columns.Count, columns.Count);
        for (int i = 0; i < ranks.Length; i++)
        {
            for (int j = 0; j <= i; j++)
                result[i, j] = result[j, i] = Pearson(ranks[i], ranks[j]);
        }
        return result;
    }

    private static double[] Ranks(double[] values)
    {
        int[] order = [.. Enumerable.Range(0, values.Length).Where(i => !double.IsNaN(values[i])).OrderBy(i => values[i])];
        double[] ranks = new double[values.Length];
        Array.Fill(ranks, double.NaN);
        for (int start = 0; start < order.Length;)
        {
            int end = start + 1;
            while (end < order.Length && values[order[end]] == values[order[start]])
                end++;
            for (int k = start; k < end; k++)
                ranks[order[k]] = (start + end - 1) / 2.0;
            start = end;
        }
        return ranks;
    }

    private static double Pearson(double[] a, double[] b)
    {
        double meanA = 0, meanB = 0;
        int n = 0;
        for (int i = 0; i < a.Length; i++)
        {
            if (double.IsNaN(a[i]) || double.IsNaN(b[i]))
                continue;
            (meanA, meanB, n) = (meanA + a[i], meanB + b[i], n + 1);
        }
        if (n < 2)
            return double.NaN;
        (meanA, meanB) = (meanA / n, meanB / n);
        double ab = 0, aa = 0, bb = 0;
        for (int i = 0; i < a.Length; i++)
        {
            if (double.IsNaN(a[i]) || double.IsNaN(b[i]))
                continue;
            double x = a[i] - meanA, y = b[i] - meanB;
            (ab, aa, bb) = (ab + (x * y), aa + (x * x), bb + (y * y));
        }
        return aa > 0 && bb > 0 ? Math.Clamp(ab / Math.Sqrt(aa * bb), -1, 1) : double.NaN;
    }
}
