using Hone.Contracts;
using Hone.Models.Linear;
using Hone.Numerics;

namespace Hone.Tests.Models.Linear;

public class MomentsTests
{
    // A column whose first rows say nothing of its mean, one far from 0, and one that is constant.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void One_pass_gives_the_moments_of_two(bool weighted)
    {
        RandomStream random = RandomKey.FromSeed(5).Open();
        int n = 3000;
        Matrix x = new(n, 20), y = new(n, 2);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < 20; j++)
                x[i, j] = random.Normal() + (j == 3 ? 1e6 : 0);
            x[i, 1] = i % 11 == 0 ? 0 : 1e5 + random.Normal();
            x[i, 2] = 1234.5678;
            (y[i, 0], y[i, 1]) = (x[i, 0] + random.Normal(), 1e4 + random.Normal());
        }
        double[]? weights = weighted ? [.. Enumerable.Range(0, n).Select(i => 0.5 + (i % 3))] : null;
        DesignRows rows = new(new Features(x));
        (Means means, Moments moments) = Moments.Of(rows, y, weights, intercept: true, default);
        Means exact = Means.Of(rows, y, weights, intercept: true, default);
        Near.Equal(exact.X, means.X, relative: 1e-12, absolute: 1e-12);
        Near.Equal(exact.Y, means.Y, relative: 1e-12, absolute: 1e-12);
        Near.Equal(exact.Weight, means.Weight, relative: 1e-13);
        for (int a = 0; a < 20; a++)
        {
            for (int b = 0; b < 20; b++)
                Near.Equal(Product(i => x[i, a] - exact.X[a], i => x[i, b] - exact.X[b]), moments.Gram[a, b], absolute: 1e-12 * Size(a) * Size(b) * n);
            for (int o = 0; o < 2; o++)
                Near.Equal(Product(i => x[i, a] - exact.X[a], i => y[i, o] - exact.Y[o]), moments.Cross[(o * 20) + a], absolute: 1e-12 * Size(a) * n);
        }
        for (int o = 0; o < 2; o++)
            Near.Equal(Product(i => y[i, o] - exact.Y[o], i => y[i, o] - exact.Y[o]), moments.Squares[o], relative: 1e-11);

        double Product(Func<int, double> a, Func<int, double> b) => Enumerable.Range(0, n).Sum(i => (weights?[i] ?? 1) * a(i) * b(i));
        static double Size(int column) => column == 1 ? 1e5 : 1;
    }

    [Fact]
    public void A_constant_column_leaves_the_normal_equations_to_the_orthogonal_factor()
    {
        (Matrix x, double[] y) = Samples.Linear(rows: 30_000, columns: 60, seed: 3);
        for (int i = 0; i < x.Rows; i++)
            x[i, 7] = 1234.5678;
        LinearModel model = new LinearRegression().Fit(x, y), orthogonal = new LinearRegression { Solver = LinearSolver.Orthogonal }.Fit(x, y);
        Near.Equal(orthogonal.Coefficients, model.Coefficients, relative: 1e-9, absolute: 1e-12);
    }

    [Fact]
    public void Large_data_have_the_coefficients_and_errors_of_the_orthogonal_factor()
    {
        (Matrix x, double[] y) = Samples.Linear(rows: 40_000, columns: 51, seed: 3);
        RandomStream random = RandomKey.FromSeed(9).Open();
        for (int i = 0; i < x.Rows; i++)
            y[i] += random.Normal();
        LinearRegression learner = new() { StandardErrors = true };
        LinearModel model = learner.Fit(x, y), orthogonal = (learner with { Solver = LinearSolver.Orthogonal }).Fit(x, y);
        Near.Equal(orthogonal.Coefficients, model.Coefficients, relative: 1e-11, absolute: 1e-13);
        Near.Equal(orthogonal.Summary!.StandardErrors, model.Summary!.StandardErrors, relative: 1e-11);
    }
}
