namespace Hone.Evaluation.Classification;

/// <summary>How far predicted classes agree with true ones, in one number over all classes.</summary>
public static class Agreement
{
    /// <summary>The share of rows predicted right: Σ_c N_cc / N.</summary>
    /// <remarks>99 % on rows of which 99 % have one class says nothing: see <see cref="BalancedAccuracy"/>.</remarks>
    /// <exception cref="ArgumentException">The matrix counts no rows.</exception>
    public static double Accuracy(ConfusionMatrix matrix)
    {
        double total = TotalOf(matrix);
        return Diagonal(matrix) / total;
    }

    /// <summary>The mean recall of the classes that truly occur; 0.5 for any constant prediction of two.</summary>
    /// <param name="matrix">At least one row counted.</param>
    /// <param name="adjusted">Rescales so that guessing scores 0 and perfection 1; undefined, and refused, where one class alone occurs. Default false.</param>
    /// <remarks>Source: Brodersen et al., "The balanced accuracy and its posterior distribution", ICPR 2010.</remarks>
    /// <exception cref="ArgumentException">The matrix counts no rows; or one class alone where adjusted is asked for.</exception>
    public static double BalancedAccuracy(ConfusionMatrix matrix, bool adjusted = false)
    {
        TotalOf(matrix);
        double sum = 0;
        int present = 0;
        for (int c = 0; c < matrix.Classes.Count; c++)
        {
            if (matrix.TrueTotals[c] > 0)
            {
                sum += matrix.Counts[c, c] / matrix.TrueTotals[c];
                present++;
            }
        }
        double mean = sum / present;
        if (!adjusted)
            return mean;
        if (present < 2)
            throw new ArgumentException("Adjusted balanced accuracy needs rows of at least two classes; one alone occurs.", nameof(matrix));
        double chance = 1.0 / present;
        return (mean - chance) / (1 - chance);
    }

    /// <summary>
    /// Matthews correlation: the correlation coefficient of true and predicted class, from −1 to 1, for any number of classes;
    /// 0 where either side is constant.
    /// </summary>
    /// <remarks>
    /// (N·Σ_c N_cc − Σ_c t_c p_c) / √((N² − Σ p_c²)(N² − Σ t_c²)), with t and p the true and predicted totals.
    /// Source: Gorodkin, "Comparing two K-category assignments by a K-category correlation coefficient", 2004.
    /// </remarks>
    /// <exception cref="ArgumentException">The matrix counts no rows.</exception>
    public static double Matthews(ConfusionMatrix matrix)
    {
        double n = TotalOf(matrix);
        double covariance = n * Diagonal(matrix), trueSpread = n * n, predictedSpread = n * n;
        for (int c = 0; c < matrix.Classes.Count; c++)
        {
            double t = matrix.TrueTotals[c], p = matrix.PredictedTotals[c];
            covariance -= t * p;
            trueSpread -= t * t;
            predictedSpread -= p * p;
        }
        double product = trueSpread * predictedSpread;
        return trueSpread > 0 && predictedSpread > 0 ? Math.Clamp(covariance / Math.Sqrt(product), -1.0, 1.0) : 0.0;
    }

    /// <summary>Cohen's kappa: agreement beyond what the totals alone would give; 1 is perfect, 0 is chance, and 0 also where chance agreement is certain.</summary>
    /// <param name="matrix">At least one row counted.</param>
    /// <param name="penalty">What a confusion of classes i and j costs; anything but the default is for classes in a meaningful order.</param>
    /// <remarks>Source: Cohen, "A coefficient of agreement for nominal scales", 1960; weighted form 1968.</remarks>
    /// <exception cref="ArgumentException">The matrix counts no rows.</exception>
    public static double Kappa(ConfusionMatrix matrix, KappaPenalty penalty = KappaPenalty.Equal)
    {
        double n = TotalOf(matrix);
        double observed = 0, expected = 0;
        for (int i = 0; i < matrix.Classes.Count; i++)
        {
            for (int j = 0; j < matrix.Classes.Count; j++)
            {
                double cost = penalty switch
                {
                    KappaPenalty.Equal => i == j ? 0 : 1,
                    KappaPenalty.Linear => Math.Abs(i - j),
                    KappaPenalty.Quadratic => (double)(i - j) * (i - j),
                    _ => throw new ArgumentOutOfRangeException(nameof(penalty), penalty, "penalty must be one of the named ones."),
                };
                observed += cost * matrix.Counts[i, j];
                expected += cost * (matrix.TrueTotals[i] * matrix.PredictedTotals[j] / n);
            }
        }
        return expected > 0 ? 1 - (observed / expected) : 0.0;
    }

    internal static double TotalOf(ConfusionMatrix matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        return matrix.Total > 0 ? matrix.Total : throw new ArgumentException("The confusion matrix counts no rows.", nameof(matrix));
    }

    private static double Diagonal(ConfusionMatrix matrix)
    {
        double sum = 0;
        for (int c = 0; c < matrix.Classes.Count; c++)
            sum += matrix.Counts[c, c];
        return sum;
    }
}

/// <summary>What a confusion of classes i and j costs in <see cref="Agreement.Kappa"/>.</summary>
public enum KappaPenalty
{
    /// <summary>1 for any.</summary>
    Equal,

    /// <summary>|i − j|.</summary>
    Linear,

    /// <summary>(i − j)².</summary>
    Quadratic,
}
