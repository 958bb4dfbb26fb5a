namespace Hone.Deep;

/// <summary>Gradients that vanish or explode on their way back, that do not come at all, or that nobody uses.</summary>
internal sealed class GradientCheck
{
    // A matrix's gradient against the largest of all, and all gradients against all weights.
    private const double Vanished = 1e-4, Exploded = 30;
    private const int Looks = 3;

    private readonly Findings findings;
    private readonly (string Name, Tensor Tensor)[] parameters;
    private readonly List<double>[] shares;
    private readonly int[] empty;
    private int looks;

    public GradientCheck(Findings findings, Module network, Optimizer optimizer)
    {
        this.findings = findings;
        parameters = [.. network.Parameters.Where(parameter => parameter.Tensor.RequiresGrad)];
        shares = [.. parameters.Select(_ => new List<double>())];
        empty = new int[parameters.Length];
        HashSet<Tensor> owned = new(optimizer.Groups.SelectMany(group => group.Parameters), ReferenceEqualityComparer.Instance);
        string[] left = [.. parameters.Where(parameter => !owned.Contains(parameter.Tensor)).Select(parameter => parameter.Name)];
        if (left.Length > 0)
        {
            findings.Add(
                "parameters without optimiser", Severity.Warning, $"parameter '{left[0]}'", $"{left.Length} of {parameters.Length} parameters of the network are not among the optimiser's groups and stay as they are.",
                "Give the optimiser all parameters, or set RequiresGrad to false on those that are to stay.");
        }
    }

    public void Look()
    {
        if (parameters.Length == 0)
            return;
        looks++;
        double[] sizes = new double[parameters.Length];
        int[] given = [.. Enumerable.Range(0, parameters.Length).Where(i => parameters[i].Tensor.Grad is not null)];
        foreach ((int place, double size) in given.Zip(Sizes.RootMeanSquares([.. given.Select(i => parameters[i].Tensor.Grad!)])))
            sizes[place] = size;
        double most = sizes.Max();
        for (int i = 0; i < sizes.Length; i++)
        {
            if (sizes[i] == 0)
                empty[i]++;
            else if (parameters[i].Tensor.Rank >= 2 && most > 0)
                shares[i].Add(sizes[i] / most);
        }
        Explosion(sizes);
        if (looks < Looks)
            return;
        Absence();
        Vanishing();
    }

    private void Explosion(double[] sizes)
    {
        double gradient = Length(sizes), weights = Length(Sizes.RootMeanSquares([.. parameters.Select(parameter => parameter.Tensor)]));
        if (!(double.IsFinite(gradient) && gradient > Exploded * weights && weights > 0))
            return;
        string worst = parameters[Array.IndexOf(sizes, sizes.Max())].Name;
        findings.Add(
            "exploding gradients", Severity.Warning, $"parameter '{worst}'",
            $"The gradient is {gradient:G3} long, the weights are {weights:G3}; it is densest at '{worst}', {sizes.Max():G3} an element.",
            "Cut it (Trainer.ClipNorm = 1), start with smaller weights, normalise inputs and targets, or put a normalisation between layers.");
    }

    private void Absence()
    {
        int[] without = [.. Enumerable.Range(0, parameters.Length).Where(i => empty[i] == looks)];
        if (without.Length == 0)
            return;
        findings.Add(
            "no gradient", Severity.Warning, $"parameter '{parameters[without[0]].Name}'",
            $"{without.Length} of {parameters.Length} parameters had no gradient, or one of zeros alone, at each of {looks} looks: they do not learn.",
            "Look whether the layer is part of what the loss is computed from, whether a Detach() or NoGrad lies in between, and whether the units after it are dead.");
    }

    private void Vanishing()
    {
        for (int i = 0; i < shares.Length; i++)
        {
            if (shares[i].Count < Looks || Median(shares[i]) >= Vanished)
                continue;
            findings.Add(
                "vanishing gradients", Severity.Warning, $"parameter '{parameters[i].Name}'",
                $"Its gradient is {Median(shares[i]):G2} of the largest one's size an element, at the middle of {shares[i].Count} looks: it learns next to nothing while other layers do.",
                "Use Relu or Gelu in place of sigmoids, start by He's or Glorot's rule, put a normalisation between layers, or go around them with residual connections.");
            return;                                                 // those before it are worse still; one finding says it
        }
    }

    private double Length(double[] rootMeanSquares)
    {
        double sum = 0;
        for (int i = 0; i < rootMeanSquares.Length; i++)
            sum += rootMeanSquares[i] * rootMeanSquares[i] * parameters[i].Tensor.Count;
        return Math.Sqrt(sum);
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
