using System.Runtime.CompilerServices;
using Hone.Numerics;

namespace Hone.Models.Trees;

/// <summary>Finds splits for two classes or one number: the sums of each row are held ready and those of a node brought together.</summary>
internal abstract class PairSearch<TSums> : CartSearch
    where TSums : struct, IRowSums<TSums>
{
    private readonly TSums[] own;                              // of the tree's rows, in their order
    private TSums[] spare = [];

    protected PairSearch(ColumnCodes x, CartProblem problem, CartSettings settings)
        : base(x, problem, settings)
    {
        Target = problem.Pair!;
        own = new TSums[x.RowCount];
    }

    protected PairTarget Target { get; }

    protected TSums Total { get; private set; }

    protected PairScores Cuts { get; private set; }

    /// <summary>A better cut has a greater score.</summary>
    protected double LeastScore { get; private set; }

    protected ReadOnlySpan<int> Rows => RowsOf(Start, End);

    /// <summary>The sums of the node's rows, one by one.</summary>
    protected ReadOnlySpan<TSums> Own => own.AsSpan(Start, End - Start);

    private int Start { get; set; }

    private int End { get; set; }

    public override void Reset(double[] weights)
    {
        base.Reset(weights);
        ReadOnlySpan<int> rows = RowsOf(0, RowCount);
        for (int i = 0; i < rows.Length; i++)
            own[i] = TSums.Of(weights[rows[i]], Target.Values[rows[i]]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // at full speed from the first fit on
    public override void Enter(int from, int to, double[] sums)
    {
        (Start, End) = (from, to);
        TSums sum = default;
        foreach (TSums one in Own)
            sum += one;
        Total = sum;
        Target.Write(sum.Weight, sum.Sum, sums);
    }

    protected override int Partition(int from, int to, ReadOnlySpan<byte> lefts)
    {
        StablePartition.Run(own.AsSpan(from, to - from), ref spare, lefts);
        return base.Partition(from, to, lefts);
    }

    public override double Impurity(int from, int to, double[] sums) => Target.Impurity(TSums.SquaresAround(Own, Total), sums);

    protected override void Begin(int from, int to, double[] sums, double impurity)
    {
        base.Begin(from, to, sums, impurity);
        Cuts = new PairScores(Total.Weight, Total.Sum, to - from, Settings.MinLeafRows, Target.Entropy);
        LeastScore = Cuts.Score(LeastRelativeDecrease * impurity * Total.Weight, Target.Factor);
    }
}
