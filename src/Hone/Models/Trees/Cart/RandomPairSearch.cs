using Hone.Numerics;

namespace Hone.Models.Trees;

/// <summary>Random thresholds for two classes or one number.</summary>
internal sealed class RandomPairSearch : RandomSearch
{
    private readonly PairTarget target;
    private readonly double[] ownWeights, ownValues;           // weight and weighted value of the tree's rows, in their order
    private readonly float[] ownClasses;                       // 1 for the second class, where every weight is 1: counts then take the place of sums
    private double[] spare = [];
    private float[] spareClasses = [];
    private bool counts;
    private double weight, sum;
    private PairScores cuts;
    private double leastScore;

    public RandomPairSearch(ValueColumns x, CartProblem problem, CartSettings settings)
        : base(x, problem, settings)
    {
        target = problem.Pair!;
        counts = target.IsClasses && Array.TrueForAll(problem.Weights, weight => weight == 1);
        int most = x.RowCount + Padding;
        (ownWeights, ownValues, ownClasses) = (new double[most], new double[most], new float[counts ? most : 0]);
    }

    protected override double NodeWeight => weight;

    public override void Reset(double[] weights)
    {
        base.Reset(weights);
        ReadOnlySpan<int> rows = RowsOf(0, RowCount);
        counts = ownClasses.Length > 0 && Array.TrueForAll(weights, weight => weight is 0 or 1);
        for (int i = 0; i < rows.Length; i++)
        {
            double one = weights[rows[i]];
            (ownWeights[i], ownValues[i]) = (one, one * target.Values[rows[i]]);
            if (counts)
                ownClasses[i] = (float)target.Values[rows[i]];
        }
    }

    public override void Enter(int from, int to, double[] sums)
    {
        base.Enter(from, to, sums);
        (weight, sum) = counts
            ? (to - from, Kernels.Sum(ownClasses.AsSpan(from, to - from)))
            : (Kernels.Sum(ownWeights.AsSpan(from, to - from)), Kernels.Sum(ownValues.AsSpan(from, to - from)));
        target.Write(weight, sum, sums);
    }

    public override double Impurity(int from, int to, double[] sums)
    {
        double mean = sum / weight, squares = 0;
        if (target.IsClasses)
            return target.Impurity(0, sums);
        for (int i = from; i < to; i++)
        {
            double off = (ownValues[i] / ownWeights[i]) - mean;
            squares += ownWeights[i] * off * off;
        }
        return target.Impurity(squares, sums);
    }

    protected override int Partition(int from, int to, ReadOnlySpan<byte> lefts)
    {
        if (counts)
            StablePartition.Run(ownClasses.AsSpan(from, to - from), ref spareClasses, lefts);
        else
        {
            StablePartition.Run(ownValues.AsSpan(from, to - from), ref spare, lefts);
            StablePartition.Run(ownWeights.AsSpan(from, to - from), ref spare, lefts);
        }
        return base.Partition(from, to, lefts);
    }

    protected override void Begin(int from, int to, double[] sums, double impurity)
    {
        base.Begin(from, to, sums, impurity);
        cuts = new PairScores(weight, sum, to - from, Settings.MinLeafRows, target.Entropy);
        leastScore = cuts.Score(LeastRelativeDecrease * impurity * weight, target.Factor);
    }

    protected override double Decrease(ReadOnlySpan<float> values, int rows, float last, bool missingLeft, out double leftWeight) =>
        Score<float>(values, rows, last, missingLeft, out leftWeight);

    protected override double Decrease(ReadOnlySpan<double> values, int rows, double last, bool missingLeft, out double leftWeight) =>
        Score<double>(values, rows, last, missingLeft, out leftWeight);

    private double Score<T>(ReadOnlySpan<T> values, int rows, T last, bool missingLeft, out double leftWeight)
        where T : unmanaged
    {
        double left, leftRows;
        if (counts)
        {
            (leftRows, left) = Kernels.CountLeft(values, ownClasses.AsSpan(Start), rows, last, missingLeft);
            leftWeight = leftRows;
        }
        else
            (leftRows, leftWeight, left) = Kernels.SumLeft(values, ownWeights.AsSpan(Start), ownValues.AsSpan(Start), rows, last, missingLeft);
        double score = cuts.Of(leftWeight, left, leftRows);
        return score > leastScore ? cuts.Decrease(score, target.Factor) : 0;
    }
}
