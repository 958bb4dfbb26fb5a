namespace Hone.Models.Trees;

/// <summary>A target of two classes, or of one number whose squares count, as one number a row.</summary>
internal sealed class PairTarget
{
    private readonly Impurity impurity;
    private readonly bool classes;

    public PairTarget(CartProblem problem)
    {
        impurity = problem.Impurity;
        if (impurity is ClassImpurity target)
        {
            (classes, Entropy, Factor) = (true, target.Entropy, 2);
            Values = Array.ConvertAll(target.Codes, code => (double)code);
            return;
        }
        SquaredImpurity squared = (SquaredImpurity)impurity;
        (Values, Factor) = (squared.Targets[0], squared.Unit * squared.Unit);
    }

    /// <summary>Whether a problem is of this kind.</summary>
    public static bool Fits(CartProblem problem) => problem.Impurity is ClassImpurity { Width: 2 } or SquaredImpurity { Width: 2 };

    /// <summary>By row: 1 for the second class and 0 for the first, or the number in the impurity's unit.</summary>
    public double[] Values { get; }

    public bool Entropy { get; }

    /// <summary>Whether it has classes; their impurity follows from weight and sum.</summary>
    public bool IsClasses => classes;

    /// <summary>What turns a share of Σ w·(y − mean)² into a fall of the impurity times weight.</summary>
    public double Factor { get; }

    /// <summary>Sums in the form that the impurity has them.</summary>
    public void Write(double weight, double sum, double[] sums) => (sums[0], sums[1]) = classes ? (weight - sum, sum) : (weight, sum);

    /// <summary>Weight and sum from the form that the impurity has.</summary>
    public (double Weight, double Sum) Read(double[] sums) => classes ? (sums[0] + sums[1], sums[1]) : (sums[0], sums[1]);

    /// <summary>Impurity from Σ w·(y − mean)².</summary>
    public double Impurity(double squares, double[] sums) => classes ? impurity.Of(sums, default, []) : Factor * squares / sums[0];
}
