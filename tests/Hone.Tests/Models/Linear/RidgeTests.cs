using Hone.Contracts;
using Hone.Models.Linear;
using Hone.Numerics;

namespace Hone.Tests.Models.Linear;

[Trait("topic", "ridge")]
public class RidgeTests
{
    // scikit-learn 1.2.1, Ridge(alpha, solver='svd') on the raw diabetes table; equal to numpy's lstsq on the augmented rows to 1e-13.
    [Theory]
    [InlineData(1e-3, -334.5470825400321, new[] { -0.036357348903431286, -22.859393527375808, 5.603002437279416, 1.116810509524019, -1.0898064462358374, 0.7462754307062456, 0.37179439292179284, 6.533529038865607, 68.47737506383231, 0.28012533183283334 })]
    [InlineData(1.0, -316.07711860429094, new[] { -0.032852396855429546, -22.607045432280003, 5.640405234365662, 1.118997570048508, -0.914673484269906, 0.584909825288185, 0.17788523837883252, 6.250441778661722, 63.179080873617984, 0.2877669028997808 })]
    [InlineData(100.0, -128.5234793812455, new[] { -0.030148769974444763, -10.638379724175469, 6.108309085342661, 1.0779204284674941, 0.9991962656850986, -1.1544627589264247, -1.8851092901887765, 1.615314424671915, 7.439471642697304, 0.34671357993588603 })]
    public void Coefficients_are_those_of_scikit_learn(double penalty, double intercept, double[] coefficients)
    {
        (Matrix x, double[] y) = Tables.Diabetes();
        foreach (RidgeSolver solver in Enum.GetValues<RidgeSolver>())
        {
            LinearModel model = new Ridge { Penalty = penalty, Solver = solver }.Fit(x, y);
            // With more rows than columns the dual's variables grow as residuals / penalty, and their digits cancel.
            double relative = solver == RidgeSolver.Dual && penalty < 0.01 ? 1e-6 : 1e-8;
            Near.Equal(coefficients, model.Coefficients, relative);
            Near.Equal(intercept, model.Intercept, relative);
        }
    }

    // scikit-learn 1.2.1, Ridge(alpha=2.5, solver='svd').fit(X, y, sample_weight=1 + arange(442) % 3).
    [Fact]
    public void Weighted_coefficients_are_those_of_scikit_learn()
    {
        (Matrix x, double[] y) = Tables.Diabetes();
        TrainingData data = Tables.Data(x, y) with { Weights = [.. Enumerable.Range(0, y.Length).Select(i => 1.0 + (i % 3))] };
        foreach (RidgeSolver solver in Enum.GetValues<RidgeSolver>())
        {
            LinearModel model = new Ridge { Penalty = 2.5, Solver = solver }.Fit(data);
            Near.Equal([-0.07520273297346981, -19.268324490841596, 5.5652051193159755, 1.024198855889052, -1.0367671559523943, 0.7093735644790393, 0.33214522278943726, 7.245994309560581, 64.1516343544315, 0.3135174702575369], model.Coefficients, relative: 1e-8);
            Near.Equal(-317.3161796428298, model.Intercept, relative: 1e-8);
        }
    }

    // scikit-learn 1.2.1, Ridge(alpha=1, solver='svd') on the raw breast-cancer table, malignant 0 and benign 1: scales from 1e-3 to 1e3.
    [Fact]
    public void Columns_of_very_different_scales_keep_their_digits()
    {
        (Matrix x, string[] y) = Tables.BreastCancer();
        LinearModel model = new Ridge().Fit(x, [.. y.Select(c => c == "benign" ? 1.0 : 0.0)]);
        double[] expected = [0.17634174274439227, -0.00252874546952272, -0.00297921595115721, -0.0011464305538673681, -0.16150890694214182, 0.07254689978929837, -0.2222629939844953, -0.29381026131512766, -0.14666635899866456, -0.008487590581192656, -0.25049863157783775, -0.017484498508789446, 0.00322539981139958, 0.0006759675653251504, -0.057360857046999, 0.10256008384118336, 0.25956908333100565, -0.03110927105158988, -0.03555359778984, 0.009241292552996066, -0.26515947627682446, -0.008449537683658203, 0.004563411022476368, 0.0013299978291253084, -0.3798842175941715, -0.02858958240717805, -0.3193812429618147, -0.4895826379082014, -0.3628103481825933, -0.09241552150317034];
        Near.Equal(expected, model.Coefficients, relative: 1e-8);
        Near.Equal(2.5396211075367754, model.Intercept, relative: 1e-8);
    }

    [Fact]
    public void The_norm_of_the_coefficients_falls_as_the_penalty_grows()
    {
        (Matrix x, double[] y) = Tables.Diabetes();
        double last = double.PositiveInfinity;
        foreach (double penalty in (double[])[0, 1e-4, 1e-2, 1, 100, 1e4, 1e6, 1e8])
        {
            double norm = Norm(new Ridge { Penalty = penalty }.Fit(x, y).Coefficients);
            norm.ShouldBeLessThan(last);
            last = norm;
        }
        last.ShouldBeLessThan(0.1);
    }

    [Fact]
    public void A_vanishing_penalty_is_least_squares()
    {
        (Matrix x, double[] y) = Tables.Diabetes();
        LinearModel least = new LinearRegression().Fit(x, y);
        Near.Equal(least.Coefficients, new Ridge { Penalty = 0 }.Fit(x, y).Coefficients, relative: 1e-13);
        Near.Equal(least.Coefficients, new Ridge { Penalty = 1e-9 }.Fit(x, y).Coefficients, relative: 1e-6);
    }

    [Fact]
    public void The_gradient_is_zero_at_the_solution_and_the_residuals_sum_to_zero()
    {
        (Matrix x, double[] y) = Samples.Linear(rows: 60, columns: 7, seed: 3);
        LinearModel model = new Ridge { Penalty = 3 }.Fit(x, y);
        double[] residual = [.. y.Zip(model.Predict(x), (a, b) => a - b)];
        Near.Equal(0, residual.Sum(), absolute: 1e-10);
        for (int j = 0; j < 7; j++)
            Near.Equal(3 * model.Coefficients[j], x.Column(j).Zip(residual, (a, b) => a * b).Sum(), absolute: 1e-9);
    }

    [Theory]
    [InlineData(30, 12)]
    [InlineData(12, 30)]
    [InlineData(12, 12)]
    [InlineData(1, 5)]
    [InlineData(5, 1)]
    public void Primal_dual_and_conjugate_gradients_agree(int rows, int columns)
    {
        (Matrix x, double[] y) = Samples.Linear(rows, columns, seed: 11);
        foreach (bool intercept in (bool[])[true, false])
        {
            Ridge ridge = new() { Penalty = 0.7, FitIntercept = intercept };
            LinearModel primal = (ridge with { Solver = RidgeSolver.Primal }).Fit(x, y);
            foreach (RidgeSolver solver in (RidgeSolver[])[RidgeSolver.Dual, RidgeSolver.ConjugateGradients, RidgeSolver.Auto])
            {
                LinearModel other = (ridge with { Solver = solver }).Fit(x, y);
                Near.Equal(primal.Coefficients, other.Coefficients, relative: 1e-8, absolute: 1e-11);
                Near.Equal(primal.Intercept, other.Intercept, relative: 1e-8, absolute: 1e-11);
            }
        }
    }

    [Fact]
    public void Adding_a_constant_to_the_targets_moves_only_the_intercept()
    {
        (Matrix x, double[] y) = Samples.Linear(rows: 40, columns: 3, seed: 7);
        Ridge ridge = new() { Penalty = 2.5 };
        LinearModel plain = ridge.Fit(x, y), shifted = ridge.Fit(x, [.. y.Select(v => v + 10)]);
        Near.Equal(plain.Coefficients, shifted.Coefficients, relative: 1e-12);
        Near.Equal(plain.Intercept + 10, shifted.Intercept, relative: 1e-12);
    }

    [Fact]
    public void Whole_weights_count_as_repeated_rows_and_the_order_of_rows_does_not_matter()
    {
        (Matrix x, double[] y) = Samples.Linear(rows: 40, columns: 3, seed: 8);
        int[] times = [.. Enumerable.Range(0, 40).Select(i => i % 4)];
        TrainingData data = Tables.Data(x, y);
        LinearModel weighted = new Ridge().Fit(data with { Weights = [.. times.Select(t => (double)t)] });
        LinearModel repeated = new Ridge().Fit(ModelChecks.Duplicated(data, times));
        Near.Equal(repeated.Coefficients, weighted.Coefficients, relative: 1e-12);
        LinearModel backwards = new Ridge().Fit(data.TakeRows([.. Enumerable.Range(0, 40).Reverse()]));
        Near.Equal(new Ridge().Fit(data).Coefficients, backwards.Coefficients, relative: 1e-12);
    }

    [Fact]
    public void Several_outputs_are_fitted_as_one_by_one()
    {
        (Matrix x, double[] y) = Samples.Linear(rows: 40, columns: 3, seed: 8);
        Matrix both = new(40, 2);
        for (int i = 0; i < 40; i++)
            (both[i, 0], both[i, 1]) = (y[i], Math.Abs(y[i]));
        foreach (RidgeSolver solver in Enum.GetValues<RidgeSolver>())
        {
            Ridge ridge = new() { Solver = solver };
            LinearModel model = ridge.Fit(new TrainingData(new Features(x), new NumberTarget(both)));
            LinearModel second = ridge.Fit(x, both.Column(1));
            model.Outputs.ShouldBe(2);
            Near.Equal(ridge.Fit(x, y).Coefficients, model.CoefficientsOf(0), relative: 1e-12);
            Near.Equal(second.Coefficients, model.CoefficientsOf(1), relative: 1e-12);
            Near.Equal(second.Intercept, model.Intercepts[1], relative: 1e-12);
        }
    }

    [Fact]
    public void Offsets_are_taken_off_the_target()
    {
        (Matrix x, double[] y) = Samples.Linear(rows: 40, columns: 3, seed: 9);
        double[] offsets = [.. Enumerable.Range(0, 40).Select(i => Math.Sin(i))];
        LinearModel offset = new Ridge().Fit(Tables.Data(x, y) with { Offsets = offsets });
        LinearModel direct = new Ridge().Fit(x, [.. y.Zip(offsets, (a, b) => a - b)]);
        Near.Equal(direct.Coefficients, offset.Coefficients, relative: 1e-13);
    }

    [Fact]
    public void Sparse_rows_give_the_model_of_dense_rows()
    {
        (Matrix x, double[] y) = Samples.Sparse(rows: 80, columns: 30, seed: 4);
        Features sparse = new(SparseMatrix.FromDense(x));
        LinearModel dense = new Ridge().Fit(x, y);
        foreach (RidgeSolver solver in Enum.GetValues<RidgeSolver>())
        {
            LinearModel model = new Ridge { Solver = solver }.Fit(new TrainingData(sparse, new NumberTarget(y)));
            Near.Equal(dense.Coefficients, model.Coefficients, relative: 1e-8, absolute: 1e-10);
        }
    }

    [Fact]
    public void Wide_sparse_rows_are_fitted_without_writing_them_out()
    {
        (Matrix x, double[] y) = Samples.Sparse(rows: 60, columns: 3000, seed: 4);
        LinearModel model = new Ridge { Penalty = 0.5 }.Fit(new TrainingData(new Features(SparseMatrix.FromDense(x)), new NumberTarget(y)));
        model.Report.Stop.ShouldBe(StopReason.Converged);
        Near.Equal(new Ridge { Penalty = 0.5 }.Fit(x, y).Coefficients, model.Coefficients, relative: 1e-7, absolute: 1e-9);
    }

    [Fact]
    public void Every_contract_of_a_model_holds()
    {
        (Matrix x, double[] y) = Samples.Linear(rows: 1300, columns: 11, seed: 1);
        TrainingData data = Tables.Data(x, y);
        foreach (RidgeSolver solver in (RidgeSolver[])[RidgeSolver.Primal, RidgeSolver.ConjugateGradients])
            ModelChecks.All(new Ridge { Solver = solver }, data);
        ModelChecks.RoundTripPredictsTheSame(new Ridge().Fit(data), data.X);
        (Matrix wide, double[] few) = Samples.Linear(rows: 10, columns: 40, seed: 1);
        ModelChecks.SameBitsForAnyWorkers(new Ridge(), Tables.Data(wide, few));
        ModelChecks.TwoRanksEqualOne(new Ridge(), Tables.Data(wide, few), 1e-9);
    }

    [Fact]
    public void Bad_input_is_refused_with_one_sentence()
    {
        Matrix x = Matrix.From(new[,] { { 1.0, 2 }, { 3, 4 }, { 5, 7 } });
        double[] y = [1, 2, 3];
        x[1, 1] = double.PositiveInfinity;
        Should.Throw<ArgumentException>(() => new Ridge().Fit(x, y)).Message.ShouldStartWith("Column 'x2' is infinite in row 1; ridge regression takes finite numbers.");
        x[1, 1] = double.NaN;
        Should.Throw<ArgumentException>(() => new Ridge().Fit(x, y)).Message.ShouldStartWith("Column 'x2' is missing in row 1; ridge regression takes finite numbers. Fill the gaps first.");
        x[1, 1] = 1e300;
        Should.Throw<ArgumentException>(() => new Ridge().Fit(x, y)).Message.ShouldStartWith("Column 'x2' holds values too large");
        x[1, 1] = 4;
        Should.Throw<ArgumentException>(() => new Ridge().Fit(x, [1, 1e300, 3])).Message.ShouldStartWith("The target's values are too large");
        Should.Throw<ArgumentOutOfRangeException>(() => new Ridge { Penalty = -1 }).Message.ShouldStartWith("Penalty must be a finite number of at least 0; found -1.");
        Should.Throw<ArgumentException>(() => new Ridge().Fit(Tables.Data(x, ["a", "b", "a"]))).Message.ShouldStartWith("ridge regression learns numbers, but the target holds classes (a, b).");
        FeatureColumn[] columns = [new("size"), new("colour", ["red", "blue"])];
        Should.Throw<ArgumentException>(() => new Ridge().Fit(new TrainingData(new Features(x, columns), new NumberTarget(y)))).Message.ShouldStartWith("Column 'colour' holds categories; ridge regression takes numbers.");
        LinearModel model = new Ridge().Fit(x, y);
        Should.Throw<ArgumentException>(() => model.Predict([1, double.NaN], new double[1])).Message.ShouldStartWith("Column 'x2' is missing in the row to predict");
        Should.Throw<ArgumentException>(() => model.Predict([1], new double[1])).Message.ShouldStartWith("The row has 1 values but the model was fitted on 2 columns.");
        Should.Throw<ArgumentException>(() => new Ridge { Penalty = 0, Solver = RidgeSolver.Dual }.Fit(x, y)).Message.ShouldStartWith("The dual solver needs a penalty above 0.");
    }

    [Fact]
    public void Constant_columns_and_a_constant_target_have_coefficients_of_zero()
    {
        (Matrix x, double[] y) = Samples.Linear(rows: 20, columns: 3, seed: 5);
        for (int i = 0; i < 20; i++)
            x[i, 1] = 1234.5;
        LinearModel model = new Ridge().Fit(x, y);
        Near.Equal(0, model.Coefficients[1], absolute: 1e-9);
        LinearModel flat = new Ridge().Fit(x, [.. Enumerable.Repeat(7.0, 20)]);
        Near.Equal([0, 0, 0], flat.Coefficients);
        Near.Equal(7, flat.Intercept);
        Near.Equal(3, new Ridge().Fit(Matrix.From(new[,] { { 1.0, 2 } }), [3.0]).Intercept);
    }

    [Fact]
    public void The_search_space_is_its_own()
    {
        Trial trial = new(0, dimension => dimension.High);
        ((Ridge)new Ridge().Propose(trial)).Penalty.ShouldBe(1e4);
    }

    private static double Norm(ReadOnlySpan<double> w)
    {
        double sum = 0;
        foreach (double v in w)
            sum += v * v;
        return Math.Sqrt(sum);
    }
}
