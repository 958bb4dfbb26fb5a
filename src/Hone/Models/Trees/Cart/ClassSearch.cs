namespace Hone.Models.Trees;

/// <summary>Finds splits for classes, of any number: the class and weight of the node's rows are brought together.</summary>
internal abstract class ClassSearch : CartSearch
{
    private readonly int[] target;
    private readonly int[] classes;
    private readonly double[] weights;
    private int start, end;

    protected ClassSearch(ColumnCodes x, CartProblem problem, CartSettings settings)
        : base(x, problem, settings)
    {
        ClassImpurity impurity = (ClassImpurity)problem.Impurity;
        target = impurity.Codes;
        (classes, weights) = (new int[x.RowCount], new double[x.RowCount]);
        Cuts = new ClassCuts(impurity.Width, impurity.Entropy);
    }

    protected ClassCuts Cuts { get; }

    /// <summary>A better cut has a greater decrease.</summary>
    protected double LeastDecrease { get; private set; }

    protected ReadOnlySpan<int> Rows => RowsOf(start, end);

    /// <summary>Classes of the node's rows.</summary>
    protected ReadOnlySpan<int> OwnClasses => classes.AsSpan(0, end - start);

    /// <summary>Weights of the node's rows.</summary>
    protected ReadOnlySpan<double> OwnWeights => weights.AsSpan(0, end - start);

    protected override void Begin(int from, int to, double[] sums, double impurity)
    {
        base.Begin(from, to, sums, impurity);
        (start, end) = (from, to);
        ReadOnlySpan<int> rows = Rows;
        for (int i = 0; i < rows.Length; i++)
            (classes[i], weights[i]) = (target[rows[i]], Weights[rows[i]]);
        Cuts.Begin(sums);
        LeastDecrease = LeastRelativeDecrease * impurity * Cuts.Weight;
    }
}
