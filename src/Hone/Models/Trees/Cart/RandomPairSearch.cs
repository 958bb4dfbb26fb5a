using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Hone.Numerics;

namespace Hone.Models.Trees;

/// <summary>Random thresholds for two classes or one number.</summary>
internal sealed class RandomPairSearch : RandomSearch
{
    private readonly PairTarget target;
    private readonly double[] ownWeights, ownValues;           // weight and weighted value of the tree's rows, in their order; the weight of a row is above 0
    private double[] spare = [];
    private bool alike;                                        // every weight is 1
    private double weight, sum;
    private PairScores cuts;
    private double leastScore;

    public RandomPairSearch(ValueColumns x, CartProblem problem, CartSettings settings)
        : base(x, problem, settings)
    {
        target = problem.Pair!;
        (ownWeights, ownValues) = (new double[x.RowCount + Padding], new double[x.RowCount + Padding]);
    }

    protected override double NodeWeight => weight;

    public override void Reset(double[] weights)
    {
        base.Reset(weights);
        ReadOnlySpan<int> rows = RowsOf(0, RowCount);
        alike = true;
        for (int i = 0; i < rows.Length; i++)
        {
            double one = weights[rows[i]];
            (ownWeights[i], ownValues[i]) = (one, one * target.Values[rows[i]]);
            alike &= one == 1;
        }
    }

    public override void Enter(int from, int to, double[] sums)
    {
        base.Enter(from, to, sums);
        sum = Kernels.Sum(ownValues.AsSpan(from, to - from));
        weight = alike ? to - from : Kernels.Sum(ownWeights.AsSpan(from, to - from));
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
        StablePartition.Run(ownValues.AsSpan(from, to - from), ref spare, lefts);
        if (!alike)
            StablePartition.Run(ownWeights.AsSpan(from, to - from), ref spare, lefts);
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

    // Eight sums side by side, whatever the machine's vectors; what lies beyond the node's rows is masked by its value.
    private double Score<T>(ReadOnlySpan<T> values, int rows, T last, bool missingLeft, out double leftWeight)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        Vector512<double> w = default, s = default, n = default, one = Vector512.Create(1.0);
        int whole = rows & ~(Vector512<double>.Count - 1), at = Start;
        for (int i = 0; i < whole; i += Vector512<double>.Count)
        {
            Vector512<double> left = Left(values[i..], last, missingLeft);
            s += Vector512.Create(ownValues, at + i) & left;
            n += one & left;
            if (!alike)
                w += Vector512.Create(ownWeights, at + i) & left;
        }
        if (whole < rows)
        {
            Vector512<double> left = Left(values[whole..], last, missingLeft) & Vector512.LessThan(Steps, Vector512.Create((double)(rows - whole)));
            s += Vector512.Create(ownValues, at + whole) & left;
            n += one & left;
            w += Vector512.Create(ownWeights, at + whole) & left;
        }
        double count = Vector512.Sum(n);
        leftWeight = alike ? count : Vector512.Sum(w);
        double score = cuts.Of(leftWeight, Vector512.Sum(s), count);
        return score > leastScore ? cuts.Decrease(score, target.Factor) : 0;
    }

    private static Vector512<double> Steps => Vector512.Create(0.0, 1, 2, 3, 4, 5, 6, 7);

    // All bits of the lanes that go left.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Left<T>(ReadOnlySpan<T> values, T last, bool missingLeft)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(double))
        {
            Vector512<T> wide = Vector512.Create(values), limit = Vector512.Create(last);
            return (missingLeft ? ~Vector512.GreaterThan(wide, limit) : Vector512.LessThanOrEqual(wide, limit)).AsDouble();
        }
        Vector256<T> some = Vector256.Create(values), end = Vector256.Create(last);
        (Vector256<long> low, Vector256<long> high) = Vector256.Widen((missingLeft ? ~Vector256.GreaterThan(some, end) : Vector256.LessThanOrEqual(some, end)).AsInt32());
        return Vector512.Create(low, high).AsDouble();
    }
}
