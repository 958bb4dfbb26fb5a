namespace Hone.Deep;

/// <summary>How large steps are against the weights they change: about a thousandth is usual.</summary>
internal sealed class UpdateCheck
{
    private const double Whole = 1, TooLarge = 0.1, TooSmall = 1e-5;
    private const int Looks = 3;

    private readonly Findings findings;
    private readonly (string Name, Tensor Tensor)[] matrices;
    private readonly List<double> ratios = [];
    private Tensor[] before = [];

    public UpdateCheck(Findings findings, Module network)
    {
        this.findings = findings;
        matrices = [.. network.Parameters.Where(parameter => parameter.Tensor is { RequiresGrad: true, Rank: >= 2 })];
    }

    public void Before()
    {
        using NoGrad pause = NoGrad.Begin();
        before = Array.ConvertAll(matrices, matrix => matrix.Tensor.Detach().Clone());
    }

    public void After()
    {
        if (before.Length == 0)
            return;
        using NoGrad pause = NoGrad.Begin();
        double[] sizes = Sizes.RootMeanSquares(before), changes = Sizes.RootMeanSquares([.. before.Select((was, i) => matrices[i].Tensor.Detach() - was)]);
        for (int i = 0; i < sizes.Length; i++)
        {
            if (sizes[i] > 0 && double.IsFinite(changes[i]))
                ratios.Add(changes[i] / sizes[i]);
            if (changes[i] > Whole * sizes[i] && sizes[i] > 0)
            {
                findings.Add(
                    "learning rate too large", Severity.Warning, "the optimiser", $"One step changed '{matrices[i].Name}' by {changes[i] / sizes[i]:G2} times its size; about a thousandth is usual.",
                    "Lower the learning rate ten times or more, or let LearningRateFinder suggest one.");
            }
        }
        before = [];
    }

    /// <summary>Says whether the steps were too large or too small for the weights.</summary>
    /// <param name="progress">The share of the first loss that has gone by now.</param>
    public void Judge(double? progress)
    {
        if (ratios.Count < Looks * matrices.Length || ratios.Count == 0)
            return;
        double middle = ratios.Order().ElementAt(ratios.Count / 2);
        if (middle > TooLarge)
        {
            findings.Add(
                "learning rate too large", Severity.Warning, "the optimiser", $"A step changes weights by {middle:P0} of their size, at the middle of {ratios.Count} looks; about 0.1 % is usual.",
                "Lower the learning rate ten times, or let LearningRateFinder suggest one.");
        }
        else if (middle < TooSmall && progress is < 0.1)
        {
            findings.Add(
                "learning rate too small", Severity.Warning, "the optimiser", $"A step changes weights by {middle:G2} of their size, at the middle of {ratios.Count} looks, and the loss has fallen by {progress:P1}; about 0.001 is usual.",
                "Raise the learning rate ten times, or let LearningRateFinder suggest one.");
        }
    }
}
