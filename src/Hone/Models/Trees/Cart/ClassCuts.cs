using Hone.Numerics;

namespace Hone.Models.Trees;

/// <summary>Gini impurity or entropy of the two sides of a cut, with any number of classes: a row that moves touches its own class alone.</summary>
/// <remarks>Keeps Σ f(s) over the classes' weights s on each side, f(s) = s² or s·log₂ s: a step costs O(1), not O(classes). Whole weights give Gini's sums without rounding.</remarks>
internal sealed class ClassCuts(int classes, bool entropy)
{
    private readonly double[] left = new double[classes];
    private double[] all = [];
    private double total, allTerms, leftTerms, rightTerms;

    /// <summary>Weight on the left.</summary>
    public double LeftWeight { get; private set; }

    public double Weight => total;

    /// <summary>Turns to a node, with all rows on the right.</summary>
    /// <param name="sums">Weight of each class; kept until the next node.</param>
    public void Begin(double[] sums)
    {
        (all, total, allTerms) = (sums, 0, 0);
        foreach (double sum in sums)
        {
            total += sum;
            allTerms += Term(sum);
        }
        Array.Clear(left);
        (LeftWeight, leftTerms, rightTerms) = (0, 0, allTerms);
    }

    /// <summary>Moves all rows back to the right.</summary>
    /// <param name="moved">The classes of at least the rows on the left.</param>
    public void Clear(ReadOnlySpan<int> moved)
    {
        if (moved.Length < classes)
        {
            foreach (int code in moved)
                left[code] = 0;
        }
        else
            Array.Clear(left);
        (LeftWeight, leftTerms, rightTerms) = (0, 0, allTerms);
    }

    public void Move(int code, double weight)
    {
        double before = left[code], after = before + weight, right = all[code] - before;
        if (entropy)
        {
            leftTerms += Term(after) - Term(before);
            rightTerms += Term(right - weight) - Term(right);
        }
        else
        {
            leftTerms += weight * (before + after);
            rightTerms -= weight * (right + (right - weight));
        }
        LeftWeight += weight;
        left[code] = after;
    }

    /// <summary>The fall of impurity times weight that a cut here brings.</summary>
    public double Decrease()
    {
        double right = total - LeftWeight;
        if (!(LeftWeight > 0 && right > 0))
            return 0;
        return entropy
            ? leftTerms + rightTerms - allTerms - (Term(LeftWeight) + Term(right) - Term(total))
            : (leftTerms / LeftWeight) + (rightTerms / right) - (allTerms / total);
    }

    private double Term(double sum) => !(sum > 0) ? 0 : entropy ? sum * Elementary.Log2(sum) : sum * sum;
}
