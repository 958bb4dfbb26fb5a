using Hone.Numerics;

namespace Hone.Models.Trees;

/// <summary>Finds splits for two classes or one number: the sums of each row are held ready and those of a node brought together.</summary>
internal abstract class PairSearch<TSums> : CartSearch
    where TSums : struct, IRowSums<TSums>
{
    private readonly TSums[] byRow;                            // a row's own sums
    private readonly TSums[] own;                              // those of the node, in its order

    protected PairSearch(ColumnCodes x, CartProblem problem, CartSettings settings)
        : base(x, problem, settings)
    {
        Target = new PairTarget(problem);
        (byRow, own) = (new TSums[x.RowCount], new TSums[x.RowCount]);
    }

    protected PairTarget Target { get; }

    protected TSums Total { get; private set; }

    protected PairScores Cuts { get; private set; }

    /// <summary>A better cut has a greater score.</summary>
    protected double LeastScore { get; private set; }

    protected ReadOnlySpan<int> Rows => RowsOf(Start, End);

    /// <summary>The sums of the node's rows, one by one.</summary>
    protected ReadOnlySpan<TSums> Own => own.AsSpan(0, End - Start);

    private int Start { get; set; }

    private int End { get; set; }

    public override void Reset(double[] weights)
    {
        base.Reset(weights);
        for (int i = 0; i < byRow.Length; i++)
            byRow[i] = TSums.Of(weights[i], Target.Values[i]);
    }

    public override void Enter(int from, int to, double[] sums)
    {
        (Start, End) = (from, to);
        ReadOnlySpan<int> rows = Rows;
        Span<TSums> local = own.AsSpan(0, rows.Length);
        TSums sum = default;
        for (int i = 0; i < rows.Length; i++)
        {
            TSums one = byRow[rows[i]];
            local[i] = one;
            sum += one;
        }
        Total = sum;
        Target.Write(sum.Weight, sum.Sum, sums);
    }

    public override double Impurity(int from, int to, double[] sums) => Target.Impurity(TSums.SquaresAround(Own, Total), sums);

    protected override void Begin(int from, int to, double[] sums, double impurity)
    {
        base.Begin(from, to, sums, impurity);
        Cuts = new PairScores(Total.Weight, Total.Sum, to - from, Settings.MinLeafRows, Target.Entropy);
        LeastScore = Cuts.Score(LeastRelativeDecrease * impurity * Total.Weight, Target.Factor);
    }
}
