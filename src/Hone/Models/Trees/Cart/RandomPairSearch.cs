using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Hone.Numerics;

namespace Hone.Models.Trees;

/// <summary>Random thresholds for two classes or one number.</summary>
internal sealed class RandomPairSearch : RandomSearch
{
    private readonly PairTarget target;
    private readonly double[] ownWeights, ownValues;           // weight and weighted value of the tree's rows, in their order
    private readonly int[] ownClasses;                         // 1 for the second class, where every weight is 1: counts then take the place of sums
    private double[] spare = [];
    private int[] spareClasses = [];
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
        (ownWeights, ownValues, ownClasses) = (new double[most], new double[most], new int[counts ? most : 0]);
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
                ownClasses[i] = (int)target.Values[rows[i]];
        }
    }

    public override void Enter(int from, int to, double[] sums)
    {
        base.Enter(from, to, sums);
        (weight, sum) = counts
            ? (to - from, Count(ownClasses.AsSpan(from, to - from)))
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
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        (leftWeight, double left, double leftRows) = counts ? Counts(values, rows, last, missingLeft) : Sums(values, rows, last, missingLeft);
        double score = cuts.Of(leftWeight, left, leftRows);
        return score > leastScore ? cuts.Decrease(score, target.Factor) : 0;
    }

    // Sixteen rows at a time; what lies beyond the node's rows is masked.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // at full speed from the first fit on
    private (double Weight, double Sum, double Rows) Counts<T>(ReadOnlySpan<T> values, int rows, T last, bool missingLeft)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        Vector512<int> second = default, all = default;
        int whole = rows & ~(Vector512<int>.Count - 1), at = Start;
        for (int i = 0; i < whole; i += Vector512<int>.Count)
        {
            Vector512<int> left = Left(values[i..], last, missingLeft);
            second += Vector512.Create(ownClasses, at + i) & left;
            all -= left;
        }
        if (whole < rows)
        {
            Vector512<int> left = Left(values[whole..], last, missingLeft) & Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(rows - whole));
            second += Vector512.Create(ownClasses, at + whole) & left;
            all -= left;
        }
        int count = Vector512.Sum(all);
        return (count, Vector512.Sum(second), count);
    }

    // Eight sums side by side, whatever the machine's vectors.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // at full speed from the first fit on
    private (double Weight, double Sum, double Rows) Sums<T>(ReadOnlySpan<T> values, int rows, T last, bool missingLeft)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        Vector512<double> w = default, s = default;
        Vector512<int> all = default;
        for (int i = 0, at = Start; i < rows; i += Vector512<int>.Count, at += Vector512<int>.Count)
        {
            Vector512<int> left = Left(values[i..], last, missingLeft);
            if (i + Vector512<int>.Count > rows)
                left &= Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(rows - i));
            all -= left;
            (Vector512<long> low, Vector512<long> high) = Vector512.Widen(left);
            w += Vector512.Create(ownWeights, at) & low.AsDouble();
            w += Vector512.Create(ownWeights, at + Vector512<double>.Count) & high.AsDouble();
            s += Vector512.Create(ownValues, at) & low.AsDouble();
            s += Vector512.Create(ownValues, at + Vector512<double>.Count) & high.AsDouble();
        }
        return (Total(w), Total(s), Vector512.Sum(all));
    }

    // In one order, whatever the machine's vectors.
    private static double Total(Vector512<double> lanes)
    {
        Vector256<double> four = lanes.GetLower() + lanes.GetUpper();
        Vector128<double> two = four.GetLower() + four.GetUpper();
        return two[0] + two[1];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // at full speed from the first fit on
    private static int Count(ReadOnlySpan<int> flags)
    {
        Vector512<int> counts = default;
        int i = 0;
        for (; i <= flags.Length - Vector512<int>.Count; i += Vector512<int>.Count)
            counts += Vector512.Create(flags[i..]);
        int count = Vector512.Sum(counts);
        for (; i < flags.Length; i++)
            count += flags[i];
        return count;
    }

    // All bits of the lanes of sixteen values that go left.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Left<T>(ReadOnlySpan<T> values, T last, bool missingLeft)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        Vector512<T> limit = Vector512.Create(last), some = Vector512.Create(values);
        Vector512<T> left = missingLeft ? ~Vector512.GreaterThan(some, limit) : Vector512.LessThanOrEqual(some, limit);
        if (typeof(T) == typeof(float))
            return left.AsInt32();
        some = Vector512.Create(values[Vector512<double>.Count..]);
        Vector512<T> more = missingLeft ? ~Vector512.GreaterThan(some, limit) : Vector512.LessThanOrEqual(some, limit);
        return Vector512.Narrow(left.AsInt64(), more.AsInt64());
    }
}
