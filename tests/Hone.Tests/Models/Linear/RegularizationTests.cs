using Hone.Contracts;
using Hone.Models.Linear;
using Hone.Numerics;

namespace Hone.Tests.Models.Linear;

public class RegularizationTests
{
    private static readonly double[] Penalties = [0.01, 0.1, 1, 10, 100, 1000];

    [Fact]
    [Trait("topic", "regularization")]
    public void Training_error_rises_with_the_penalty_while_validation_error_falls_and_rises()
    {
        (Matrix x, double[] y) = Noisy(45, seed: 1);
        (Matrix fresh, double[] expected) = Noisy(2000, seed: 2);
        double[] training = [.. Penalties.Select(p => Error(new Ridge { Penalty = p }.Fit(x, y), x, y))];
        double[] validation = [.. Penalties.Select(p => Error(new Ridge { Penalty = p }.Fit(x, y), fresh, expected))];
        training.ShouldBe(training.Order());
        int best = Array.IndexOf(validation, validation.Min());
        best.ShouldBeInRange(1, Penalties.Length - 2);
        validation[..(best + 1)].ShouldBe(validation[..(best + 1)].OrderDescending());
        validation[best..].ShouldBe(validation[best..].Order());
    }

    [Fact]
    [Trait("topic", "l2-regularization")]
    public void A_squared_penalty_shrinks_every_weight_and_zeroes_none()
    {
        (Matrix x, string[] y) = Samples.Clouds(rows: 200, columns: 6, classes: 2, seed: 4);
        double last = double.PositiveInfinity;
        foreach (double penalty in Penalties)
        {
            double[] w = new LogisticRegression { Penalty = penalty }.Fit(x, y).CoefficientsOf().ToArray();
            w.ShouldAllBe(v => v != 0);
            double norm = Math.Sqrt(w.Sum(v => v * v));
            norm.ShouldBeLessThan(last);
            last = norm;
        }
    }

    [Fact]
    [Trait("topic", "l2-regularization")]
    public void Stochastic_gradients_with_a_penalty_end_near_the_ridge_of_n_penalties()
    {
        (Matrix x, double[] y) = Samples.Linear(rows: 800, columns: 4, seed: 4);
        Matrix z = Tables.Standardised(x);
        StochasticGradientDescentModel model = new StochasticGradientDescent { Penalty = 0.3, Power = 1, Epochs = 200, Tolerance = 0, Patience = 200 }.Fit(z, y);
        Near.Equal(new Ridge { Penalty = 0.3 * 800 }.Fit(z, y).Coefficients, model.CoefficientsOf(), relative: 0.02);
    }

    private static (Matrix X, double[] Y) Noisy(int rows, ulong seed)
    {
        RandomStream random = RandomKey.FromSeed(seed).Open();
        Matrix x = new(rows, 30);
        double[] y = new double[rows];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < 30; j++)
                x[i, j] = random.Uniform(-1, 1);
            y[i] = x[i, 0] + x[i, 1] - x[i, 2] + random.Uniform(-2, 2);
        }
        return (x, y);
    }

    private static double Error(LinearModel model, Matrix x, double[] y) => Math.Sqrt(model.Predict(x).Zip(y, (a, b) => (a - b) * (a - b)).Average());
}
