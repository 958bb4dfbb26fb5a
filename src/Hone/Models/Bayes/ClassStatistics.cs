using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Bayes;

/// <summary>Sums over rows, by class, that determine a naive Bayes model; those of two sets of rows add up.</summary>
/// <param name="totals">The weight of the rows of each class.</param>
internal abstract class ClassStatistics(double[] totals)
{
    /// <summary>The weight of the rows of each class.</summary>
    public double[] Totals { get; } = totals;

    /// <summary>The statistics of both sets of rows together.</summary>
    public abstract ClassStatistics With(ClassStatistics other);

    /// <summary>The scores ln p(c) + Σ ln p(xⱼ|c), or a constant more.</summary>
    public abstract IClassScores Scores(NaiveBayes settings, IReadOnlyList<FeatureColumn> columns);

    public abstract void Write(PackageWriter writer);

    /// <summary>ln p(c): −∞ for a class without rows.</summary>
    protected double[] LogPriors(bool fitted)
    {
        double total = Totals.Sum();
        int present = Totals.Count(t => t > 0);
        return [.. Totals.Select(t => t > 0 ? Elementary.Log(fitted ? t / total : 1.0 / present) : double.NegativeInfinity)];
    }

    protected static double[] Sum(double[] a, double[] b) => a.Add(b);
}

/// <summary>What a row scores in each class.</summary>
internal interface IClassScores
{
    /// <summary>Writes the scores of a row written out; allocates nothing.</summary>
    void Score(ReadOnlySpan<double> row, Span<double> scores);

    /// <summary>The same bits for a sparse row's entries; false where only the row written out will do.</summary>
    bool TryScore(ReadOnlySpan<int> columns, ReadOnlySpan<double> values, Span<double> scores);

    /// <summary>Where the scores are linear: a row of d weights for each class, and a constant each; otherwise null.</summary>
    (double[] Weights, double[] Constants)? AsLinear => null;
}
