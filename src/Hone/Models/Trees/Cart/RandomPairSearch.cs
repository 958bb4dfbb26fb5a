using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Hone.Models.Trees;

/// <summary>Random thresholds for two classes or one number.</summary>
internal sealed class RandomPairSearch : RandomSearch
{
    private readonly PairTarget target;
    private readonly double[] weightedValues;                  // by row
    private readonly double[] localWeights = new double[LocalRows], localValues = new double[LocalRows];
    private readonly double[] ownWeights, ownValues;           // of the node's rows, in its order
    private double weight, sum;
    private PairScores cuts;
    private double leastScore;

    public RandomPairSearch(ValueColumns x, CartProblem problem, CartSettings settings)
        : base(x, problem, settings)
    {
        target = new PairTarget(problem);
        (weightedValues, ownWeights, ownValues) = (new double[x.RowCount], new double[x.RowCount + Padding], new double[x.RowCount + Padding]);
    }

    protected override double NodeWeight => weight;

    public override void Reset(double[] weights)
    {
        base.Reset(weights);
        for (int i = 0; i < weights.Length; i++)
            weightedValues[i] = weights[i] * target.Values[i];
    }

    public override void Enter(int from, int to, double[] sums)
    {
        base.Enter(from, to, sums);
        ReadOnlySpan<int> rows = Rows;
        double[] weights = IsLocal ? localWeights : Weights, values = IsLocal ? localValues : weightedValues;
        double w = 0, s = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            int row = rows[i];
            (ownWeights[i], ownValues[i]) = (weights[row], values[row]);
            w += weights[row];
            s += values[row];
        }
        ownWeights.AsSpan(rows.Length, Padding).Clear();
        ownValues.AsSpan(rows.Length, Padding).Clear();
        (weight, sum) = (w, s);
        target.Write(w, s, sums);
    }

    public override double Impurity(int from, int to, double[] sums)
    {
        double mean = sum / weight, squares = 0;
        if (target.IsClasses)
            return target.Impurity(0, sums);
        for (int i = 0; i < to - from; i++)
        {
            double off = (ownValues[i] / ownWeights[i]) - mean;
            squares += ownWeights[i] * off * off;
        }
        return target.Impurity(squares, sums);
    }

    protected override void Begin(int from, int to, double[] sums, double impurity)
    {
        base.Begin(from, to, sums, impurity);
        cuts = new PairScores(weight, sum, to - from, Settings.MinLeafRows, target.Entropy);
        leastScore = cuts.Score(LeastRelativeDecrease * impurity * weight, target.Factor);
    }

    protected override void Copy(ReadOnlySpan<int> rows)
    {
        for (int i = 0; i < rows.Length; i++)
            (localWeights[i], localValues[i]) = (Weights[rows[i]], weightedValues[rows[i]]);
    }

    protected override double Decrease<T>(ReadOnlySpan<T> values, int rows, T last, bool missingLeft, out double leftWeight)
    {
        // Eight sums side by side, whatever the machine's vectors; padding weighs nothing.
        Vector512<double> w = default, s = default, n = default, one = Vector512.Create(1.0);
        for (int i = 0; i < rows; i += Vector512<double>.Count)
        {
            Vector512<double> left = Left(values[i..], last, missingLeft), some = Vector512.Create(ownWeights, i) & left;
            w += some;
            s += Vector512.Create(ownValues, i) & left;
            n += one & Vector512.GreaterThan(some, Vector512<double>.Zero);
        }
        leftWeight = Vector512.Sum(w);
        double score = cuts.Of(leftWeight, Vector512.Sum(s), Vector512.Sum(n));
        return score > leastScore ? cuts.Decrease(score, target.Factor) : 0;
    }

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
