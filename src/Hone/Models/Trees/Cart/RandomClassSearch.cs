using System.Numerics;
using System.Runtime.CompilerServices;

namespace Hone.Models.Trees;

/// <summary>Random thresholds for three classes or more.</summary>
internal sealed class RandomClassSearch : RandomSearch
{
    private readonly ClassImpurity target;
    private readonly ClassCuts cuts;
    private readonly int[] ownClasses, moved;                  // classes of the tree's rows, in their order
    private readonly double[] ownWeights;
    private int[] spareClasses = [];
    private double[] spareWeights = [];
    private double leastDecrease;

    public RandomClassSearch(ValueColumns x, CartProblem problem, CartSettings settings)
        : base(x, problem, settings)
    {
        target = (ClassImpurity)problem.Impurity;
        cuts = new ClassCuts(target.Width, target.Entropy);
        (ownClasses, moved, ownWeights) = (new int[x.RowCount], new int[x.RowCount], new double[x.RowCount]);
    }

    protected override double NodeWeight => cuts.Weight;

    public override void Reset(double[] weights)
    {
        base.Reset(weights);
        ReadOnlySpan<int> rows = RowsOf(0, RowCount);
        for (int i = 0; i < rows.Length; i++)
            (ownClasses[i], ownWeights[i]) = (target.Codes[rows[i]], weights[rows[i]]);
    }

    public override void Enter(int from, int to, double[] sums)
    {
        base.Enter(from, to, sums);
        Array.Clear(sums);
        for (int i = from; i < to; i++)
            sums[ownClasses[i]] += ownWeights[i];
    }

    public override double Impurity(int from, int to, double[] sums) => target.Of(sums, default, []);

    protected override void Begin(int from, int to, double[] sums, double impurity)
    {
        base.Begin(from, to, sums, impurity);
        cuts.Begin(sums);
        leastDecrease = LeastRelativeDecrease * impurity * cuts.Weight;
    }

    protected override int Partition(int from, int to, ReadOnlySpan<byte> lefts)
    {
        StablePartition.Run(ownClasses.AsSpan(from, to - from), ref spareClasses, lefts);
        StablePartition.Run(ownWeights.AsSpan(from, to - from), ref spareWeights, lefts);
        return base.Partition(from, to, lefts);
    }

    protected override double Decrease(ReadOnlySpan<float> values, int rows, float last, bool missingLeft, out double leftWeight) =>
        Fall(values, rows, last, missingLeft, out leftWeight);

    protected override double Decrease(ReadOnlySpan<double> values, int rows, double last, bool missingLeft, out double leftWeight) =>
        Fall(values, rows, last, missingLeft, out leftWeight);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // at full speed from the first fit on
    private double Fall<T>(ReadOnlySpan<T> values, int rows, T last, bool missingLeft, out double leftWeight)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        ReadOnlySpan<int> classes = ownClasses.AsSpan(Start, rows);
        ReadOnlySpan<double> weights = ownWeights.AsSpan(Start, rows);
        int lefts = 0;
        for (int i = 0; i < rows; i++)
        {
            moved[lefts] = i;
            lefts += (values[i] <= last ? 1 : 0) | (missingLeft & T.IsNaN(values[i]) ? 1 : 0);
        }
        leftWeight = 0;
        if (lefts < Settings.MinLeafRows || rows - lefts < Settings.MinLeafRows)
            return 0;
        cuts.Clear(classes);
        foreach (int i in moved.AsSpan(0, lefts))
            cuts.Move(classes[i], weights[i]);
        leftWeight = cuts.LeftWeight;
        double decrease = cuts.Decrease();
        return decrease > leastDecrease ? decrease : 0;
    }
}
