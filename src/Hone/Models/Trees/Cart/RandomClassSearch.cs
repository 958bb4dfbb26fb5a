namespace Hone.Models.Trees;

/// <summary>Random thresholds for three classes or more.</summary>
internal sealed class RandomClassSearch : RandomSearch
{
    private readonly ClassImpurity target;
    private readonly ClassCuts cuts;
    private readonly int[] localClasses = new int[LocalRows];
    private readonly double[] localWeights = new double[LocalRows];
    private readonly int[] ownClasses, moved;
    private readonly double[] ownWeights;
    private double leastDecrease;

    public RandomClassSearch(ValueColumns x, CartProblem problem, CartSettings settings)
        : base(x, problem, settings)
    {
        target = (ClassImpurity)problem.Impurity;
        cuts = new ClassCuts(target.Width, target.Entropy);
        (ownClasses, moved, ownWeights) = (new int[x.RowCount], new int[x.RowCount], new double[x.RowCount]);
    }

    protected override double NodeWeight => cuts.Weight;

    public override void Enter(int from, int to, double[] sums)
    {
        base.Enter(from, to, sums);
        ReadOnlySpan<int> rows = Rows;
        int[] classes = IsLocal ? localClasses : target.Codes;
        double[] weights = IsLocal ? localWeights : Weights;
        Array.Clear(sums);
        for (int i = 0; i < rows.Length; i++)
        {
            int row = rows[i];
            (ownClasses[i], ownWeights[i]) = (classes[row], weights[row]);
            sums[classes[row]] += weights[row];
        }
    }

    public override double Impurity(int from, int to, double[] sums) => target.Of(sums, default, []);

    protected override void Begin(int from, int to, double[] sums, double impurity)
    {
        base.Begin(from, to, sums, impurity);
        cuts.Begin(sums);
        leastDecrease = LeastRelativeDecrease * impurity * cuts.Weight;
    }

    protected override void Copy(ReadOnlySpan<int> rows)
    {
        for (int i = 0; i < rows.Length; i++)
            (localClasses[i], localWeights[i]) = (target.Codes[rows[i]], Weights[rows[i]]);
    }

    protected override double Decrease<T>(ReadOnlySpan<T> values, int rows, T last, bool missingLeft, out double leftWeight)
    {
        int lefts = 0;
        for (int i = 0; i < rows; i++)
        {
            moved[lefts] = i;
            lefts += (values[i] <= last ? 1 : 0) | (missingLeft & T.IsNaN(values[i]) ? 1 : 0);
        }
        leftWeight = 0;
        if (lefts < Settings.MinLeafRows || rows - lefts < Settings.MinLeafRows)
            return 0;
        cuts.Clear(ownClasses.AsSpan(0, rows));
        foreach (int i in moved.AsSpan(0, lefts))
            cuts.Move(ownClasses[i], ownWeights[i]);
        leftWeight = cuts.LeftWeight;
        double decrease = cuts.Decrease();
        return decrease > leastDecrease ? decrease : 0;
    }
}
