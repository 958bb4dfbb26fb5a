using Hone.Numerics;

namespace Hone.Models.Trees;

/// <summary>Gini impurity or entropy of the two sides of a split with many classes: a row that moves touches its own class alone.</summary>
/// <remarks>Keeps Σ f(s) over the classes' weights s on each side, f(s) = s² or s·log₂ s: a step costs O(1), not O(classes). Whole weights give Gini's sums without rounding.</remarks>
internal sealed class ManyClassCosts : RowCosts
{
    private readonly int[] codes;                              // by position in the node
    private readonly double[] own;
    private readonly double[] all, left;                       // by class of the target
    private readonly bool entropy;
    private readonly double total, allTerms;
    private double leftTotal, leftTerms, rightTerms;

    public ManyClassCosts(ReadOnlySpan<int> rows, ClassImpurity impurity, double[] sums, double[] weights)
    {
        (all, left, entropy) = (sums, new double[sums.Length], impurity.Entropy);
        (codes, own) = (new int[rows.Length], new double[rows.Length]);
        for (int i = 0; i < rows.Length; i++)
            (codes[i], own[i]) = (impurity.ClassOf(rows[i]), weights[rows[i]]);
        total = impurity.Weight(sums);
        foreach (double sum in sums)
            allTerms += Term(sum);
        WholeCost = Cost(total, allTerms);
        Clear();
    }

    public override double SplitCost => Cost(leftTotal, leftTerms) + Cost(total - leftTotal, rightTerms);

    public override void Clear()
    {
        Array.Clear(left);
        (leftTotal, leftTerms, rightTerms) = (0, 0, allTerms);
    }

    public override void Move(int position)
    {
        int code = codes[position];
        double before = left[code], after = before + own[position];
        leftTerms += Term(after) - Term(before);
        rightTerms += Term(all[code] - after) - Term(all[code] - before);
        leftTotal += own[position];
        left[code] = after;
    }

    private double Term(double sum) => !(sum > 0) ? 0 : entropy ? sum * Elementary.Log2(sum) : sum * sum;

    private double Cost(double weight, double terms) => !(weight > 0) ? 0 : entropy ? Term(weight) - terms : weight - (terms / weight);
}
