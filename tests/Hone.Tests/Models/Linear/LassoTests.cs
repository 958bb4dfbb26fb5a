using Hone.Contracts;
using Hone.Models.Linear;
using Hone.Numerics;

namespace Hone.Tests.Models.Linear;

[Trait("topic", "lasso")]
public class LassoTests
{
    private static readonly (Matrix Z, double[] Y) Diabetes = Standard();

    // scikit-learn 1.2.1, Lasso(alpha, tol=1e-15, max_iter=1000000) on the diabetes table, columns standardised.
    [Theory]
    [InlineData(0.5, new[] { 0.0, -10.287405374896954, 24.985350980800394, 14.669213578459292, -7.775093321133725, 0.0, -8.432177461660805, 3.302417261214031, 24.955054820706515, 2.90693819691626 })]
    [InlineData(5.0, new[] { 0.0, -2.155407208297779, 24.21564461658666, 10.331495700269828, 0.0, 0.0, -7.027194975238002, 0.0, 21.229254837014118, 0.0 })]
    public void Coefficients_are_those_of_scikit_learn_and_zeros_are_exact(double penalty, double[] expected)
    {
        LinearModel model = new Lasso { Penalty = penalty }.Fit(Diabetes.Z, Diabetes.Y);
        Near.Equal(expected, model.Coefficients, relative: 1e-6);
        Near.Equal(152.13348416289602, model.Intercept, relative: 1e-12);
        for (int j = 0; j < expected.Length; j++)
            (model.Coefficients[j] == 0).ShouldBe(expected[j] == 0);
        model.Report.Stop.ShouldBe(StopReason.Converged);
    }

    // scikit-learn 1.2.1, Lasso(alpha=1, tol=1e-15) on the raw table.
    [Fact]
    public void Raw_columns_reach_the_same_optimum()
    {
        (Matrix x, double[] y) = Tables.Diabetes();
        LinearModel model = new Lasso { Tolerance = 1e-13, MaxIterations = 200_000 }.Fit(x, y);
        Near.Equal([-0.019023527584116226, -17.476915586050662, 5.842460463251066, 1.091537595189539, 0.15653118033035576, -0.31555897836916946, -1.1882283759361691, 0.16105694241546403, 34.214964244822355, 0.329733638175786], model.Coefficients, relative: 1e-5);
        double reference = Objective(x, y, 1, [-0.019023527584116226, -17.476915586050662, 5.842460463251066, 1.091537595189539, 0.15653118033035576, -0.31555897836916946, -1.1882283759361691, 0.16105694241546403, 34.214964244822355, 0.329733638175786], -202.26324913685946);
        Objective(x, y, 1, model.Coefficients.ToArray(), model.Intercept).ShouldBeLessThan(reference * (1 + 1e-8));
    }

    // scikit-learn 1.2.1, Lasso(alpha=1, positive=True, tol=1e-15).
    [Fact]
    public void Coefficients_can_be_kept_from_going_negative()
    {
        LinearModel model = new Lasso { NonNegative = true }.Fit(Diabetes.Z, Diabetes.Y);
        Near.Equal([0, 0, 27.45361578208234, 11.751953813562402, 0, 0, 0, 2.7994140827673792, 23.448366880183222, 1.1307641118687446], model.Coefficients, relative: 1e-6);
    }

    [Fact]
    [Trait("topic", "l1-regularization")]
    public void More_penalty_leaves_fewer_coefficients_until_none_is_left()
    {
        double most = 0;
        for (int j = 0; j < 10; j++)
            most = Math.Max(most, Math.Abs(Diabetes.Z.Column(j).Zip(Diabetes.Y, (a, b) => a * (b - Diabetes.Y.Average())).Sum() / 442));
        int last = 11;
        foreach (double share in (double[])[1e-3, 0.03, 0.1, 0.3, 0.9, 1.0000001])
        {
            int left = new Lasso { Penalty = share * most }.Fit(Diabetes.Z, Diabetes.Y).Coefficients.ToArray().Count(w => w != 0);
            left.ShouldBeLessThanOrEqualTo(last);
            last = left;
        }
        last.ShouldBe(0);
    }

    [Fact]
    public void A_vanishing_penalty_is_least_squares()
    {
        double[] least = new LinearRegression().Fit(Diabetes.Z, Diabetes.Y).Coefficients.ToArray();
        Near.Equal(least, new Lasso { Penalty = 0 }.Fit(Diabetes.Z, Diabetes.Y).Coefficients, relative: 1e-12);
        Near.Equal(least, new Lasso { Penalty = 1e-9, Tolerance = 1e-14 }.Fit(Diabetes.Z, Diabetes.Y).Coefficients, relative: 1e-5);
    }

    [Fact]
    public void The_gram_matrix_the_rows_and_sparse_columns_give_one_answer()
    {
        (Matrix x, double[] y) = Samples.Sparse(rows: 60, columns: 120, seed: 3);
        Lasso lasso = new() { Penalty = 0.05, Tolerance = 1e-13 };
        double[] weights = [.. Enumerable.Range(0, 60).Select(i => 1.0 + (i % 2))];
        foreach (bool intercept in (bool[])[true, false])
        {
            Lasso own = lasso with { FitIntercept = intercept };
            LinearModel rows = own.Fit(Tables.Data(x, y) with { Weights = weights });
            LinearModel sparse = own.Fit(new TrainingData(new Features(SparseMatrix.FromDense(x)), new NumberTarget(y)) { Weights = weights });
            LinearModel gram = ModelChecks.OnTwoRanks(own, Tables.Data(x, y) with { Weights = weights })[0];
            Near.Equal(rows.Coefficients, sparse.Coefficients, absolute: 1e-7);
            Near.Equal(rows.Coefficients, gram.Coefficients, absolute: 1e-7);
            Near.Equal(rows.Intercept, sparse.Intercept, absolute: 1e-7);
            rows.Coefficients.ToArray().Count(w => w == 0).ShouldBeGreaterThan(60);
        }
    }

    [Fact]
    public void Limits_of_sweeps_and_tolerance_are_kept()
    {
        LinearModel one = new Lasso { Penalty = 0.1, MaxIterations = 1 }.Fit(Diabetes.Z, Diabetes.Y);
        (one.Report.Iterations, one.Report.Stop).ShouldBe((1, StopReason.IterationLimit));
        int loose = new Lasso { Penalty = 0.1, Tolerance = 1e-2 }.Fit(Diabetes.Z, Diabetes.Y).Report.Iterations;
        loose.ShouldBeLessThan(new Lasso { Penalty = 0.1 }.Fit(Diabetes.Z, Diabetes.Y).Report.Iterations);
    }

    [Fact]
    public void Every_contract_of_a_model_holds()
    {
        (Matrix x, double[] y) = Samples.Linear(rows: 1300, columns: 11, seed: 1);
        ModelChecks.All(new Lasso { Penalty = 0.1 }, Tables.Data(x, y), 1e-7);
        ModelChecks.RoundTripPredictsTheSame(new Lasso().Fit(x, y), new Features(x));
    }

    [Fact]
    public void Bad_settings_and_input_are_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new Lasso { Penalty = double.NaN }).Message.ShouldStartWith("Penalty must be a finite number of at least 0");
        Should.Throw<ArgumentOutOfRangeException>(() => new Lasso { Tolerance = 0 });
        Should.Throw<ArgumentException>(() => new Lasso { Penalty = 0, NonNegative = true }.Fit(Diabetes.Z, Diabetes.Y)).Message.ShouldStartWith("NonNegative takes a Penalty above 0");
        Near.Equal(new double[10], new Lasso().Fit(Diabetes.Z, [.. Diabetes.Y.Select(_ => 4.0)]).Coefficients);
    }

    internal static (Matrix Z, double[] Y) Standard()
    {
        (Matrix x, double[] y) = Tables.Diabetes();
        return (Tables.Standardised(x), y);
    }

    private static double Objective(Matrix x, double[] y, double penalty, double[] w, double b)
    {
        double squares = 0;
        for (int i = 0; i < x.Rows; i++)
        {
            double residual = y[i] - b;
            for (int j = 0; j < w.Length; j++)
                residual -= x[i, j] * w[j];
            squares += residual * residual;
        }
        return (squares / (2 * x.Rows)) + (penalty * w.Sum(Math.Abs));
    }
}
