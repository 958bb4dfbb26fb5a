namespace Hone.Numerics;

public sealed partial class RandomStream
{
    // Below this mean, adding up probabilities is quicker than rejection.
    private const double InversionLimit = 10.0;

    /// <summary>True with this probability.</summary>
    public bool Bernoulli(double probability) => Uniform() < Require.Between(probability, 0.0, 1.0, nameof(probability));

    /// <summary>A Poisson count.</summary>
    /// <remarks>Inversion for small rates, else transformed rejection: W. Hörmann, "The transformed rejection method for generating Poisson random variables", Insurance: Mathematics and Economics 12, 1993.</remarks>
    /// <param name="rate">The mean, from 0 to 1e15.</param>
    public long Poisson(double rate)
    {
        Require.Between(rate, 0.0, 1e15, nameof(rate));
        if (rate < InversionLimit)
        {
            double left = Uniform(), mass = Elementary.Exp(-rate);
            long count = 0;
            while (left >= mass && mass > 0)
            {
                left -= mass;
                mass *= rate / ++count;
            }
            return count;
        }

        double root = Math.Sqrt(rate);
        double b = 0.931 + (2.53 * root), a = -0.059 + (0.02483 * b);
        double inverseAlpha = 1.1239 + (1.1328 / (b - 3.4)), quick = 0.9277 - (3.6224 / (b - 2.0));
        double logRate = Elementary.Log(rate);
        while (true)
        {
            double u = Uniform() - 0.5, v = UniformOpen();
            double edge = 0.5 - Math.Abs(u);
            double k = Math.Floor((((2.0 * a / edge) + b) * u) + rate + 0.43);
            if (edge >= 0.07 && v <= quick)
                return (long)k;
            if (k < 0 || (edge < 0.013 && v > edge))
                continue;
            if (Elementary.Log(v * inverseAlpha / ((a / (edge * edge)) + b)) <= (k * logRate) - rate - SpecialFunctions.LogGamma(k + 1.0))
                return (long)k;
        }
    }

    /// <summary>How many of n trials succeed.</summary>
    /// <remarks>Inversion for small means, else transformed rejection: W. Hörmann, "The generation of binomial random variates", J. Statistical Computation and Simulation 46, 1993.</remarks>
    /// <param name="trials">n ≥ 0.</param>
    /// <param name="probability">Of each success, from 0 to 1.</param>
    public int Binomial(int trials, double probability)
    {
        Require.AtLeast(trials, 0, nameof(trials));
        Require.Between(probability, 0.0, 1.0, nameof(probability));
        return probability > 0.5 ? trials - FewerThanHalf(trials, 1.0 - probability) : FewerThanHalf(trials, probability);
    }

    /// <summary>An index, each with a probability in proportion to its weight.</summary>
    /// <remarks>Costs one pass over the weights; for many draws from the same weights use an <see cref="AliasTable"/>.</remarks>
    /// <param name="weights">At least one above 0, none below; they need not add up to 1.</param>
    public int Categorical(ReadOnlySpan<double> weights)
    {
        double total = 0.0;
        int last = -1;
        for (int i = 0; i < weights.Length; i++)
        {
            total += Require.AtLeastZero(weights[i], nameof(weights));
            if (weights[i] > 0)
                last = i;
        }
        if (!(total > 0 && double.IsFinite(total)))
            throw new ArgumentException(FormattableString.Invariant($"weights must add up to a finite number above 0; {weights.Length} weights add up to {total}."), nameof(weights));
        double left = Uniform() * total;
        for (int i = 0; i < last; i++)
        {
            if (left < weights[i])
                return i;
            left -= weights[i];
        }
        return last;                                          // rounding may leave a trace beyond the last weight
    }

    /// <summary>Row numbers drawn with replacement: as many as there are rows, as the bootstrap wants.</summary>
    public int[] Bootstrap(int rows) => WithReplacement(rows, rows);

    /// <summary>Numbers from 0 to population − 1, drawn with replacement, in the order drawn.</summary>
    public int[] WithReplacement(int population, int count)
    {
        Require.AtLeast(count, 0, nameof(count));
        int[] result = new int[count];
        for (int i = 0; i < count; i++)
            result[i] = Below(population);
        return result;
    }

    /// <summary>Different indices drawn without replacement, each draw with probabilities in proportion to the weights left; ascending.</summary>
    /// <remarks>Each index gets an exponential time of rate weight, and the earliest win: P. S. Efraimidis and P. G. Spirakis, "Weighted random sampling with a reservoir", Information Processing Letters 97, 2006.</remarks>
    /// <param name="weights">None below 0, and at least <paramref name="count"/> above 0.</param>
    /// <param name="count">How many.</param>
    public int[] WeightedSample(ReadOnlySpan<double> weights, int count)
    {
        double[] times = new double[weights.Length];
        int[] order = new int[weights.Length];
        int positive = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            order[i] = i;
            bool possible = Require.AtLeastZero(weights[i], nameof(weights)) > 0;
            times[i] = possible ? Exponential() / weights[i] : double.PositiveInfinity;
            positive += possible ? 1 : 0;
        }
        Require.Between(count, 0, positive, nameof(count));
        Array.Sort(times, order);
        int[] result = order[..count];
        Array.Sort(result);
        return result;
    }

    private int FewerThanHalf(int n, double p)
    {
        double q = 1.0 - p;
        if (n * p < InversionLimit)
        {
            double left = Uniform(), mass = Elementary.Exp(n * Elementary.Log1p(-p)), odds = p / q;
            int count = 0;
            while (left >= mass && count < n)
            {
                left -= mass;
                count++;
                mass *= odds * (n - count + 1) / count;
            }
            return count;
        }

        double spread = Math.Sqrt(n * p * q);
        double b = 1.15 + (2.53 * spread), a = -0.0873 + (0.0248 * b) + (0.01 * p), c = (n * p) + 0.5;
        double quick = 0.92 - (4.2 / b), alpha = (2.83 + (5.1 / b)) * spread;
        double mode = Math.Floor((n + 1.0) * p), logOdds = Elementary.Log(p / q);
        double atMode = SpecialFunctions.LogGamma(mode + 1.0) + SpecialFunctions.LogGamma(n - mode + 1.0);
        while (true)
        {
            double u = Uniform() - 0.5, v = UniformOpen();
            double edge = 0.5 - Math.Abs(u);
            double k = Math.Floor((((2.0 * a / edge) + b) * u) + c);
            if (k < 0 || k > n)
                continue;
            if (edge >= 0.07 && v <= quick)
                return (int)k;
            double bound = atMode - SpecialFunctions.LogGamma(k + 1.0) - SpecialFunctions.LogGamma(n - k + 1.0) + ((k - mode) * logOdds);
            if (Elementary.Log(v * alpha / ((a / (edge * edge)) + b)) <= bound)
                return (int)k;
        }
    }
}
