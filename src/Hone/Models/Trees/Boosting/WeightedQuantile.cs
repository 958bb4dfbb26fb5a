namespace Hone.Models.Trees;

/// <summary>The least value at which the weight of the values up to it reaches a share of all; between two such values, their middle.</summary>
internal static class WeightedQuantile
{
    /// <summary>Sorts both arrays by value. NaN where there is no weight.</summary>
    public static double Of(double[] values, double[] weights, double share)
    {
        Array.Sort(values, weights);
        double total = weights.Sum(), below = 0;
        if (total <= 0)
            return double.NaN;
        double wanted = share * total;
        for (int i = 0; i < values.Length; i++)
        {
            below += weights[i];
            if (below < wanted)
                continue;
            if (below > wanted)
                return values[i];
            for (int next = i + 1; next < values.Length; next++)
            {
                if (weights[next] > 0)
                    return (values[i] * 0.5) + (values[next] * 0.5);
            }
            return values[i];
        }
        return values[^1];
    }
}
