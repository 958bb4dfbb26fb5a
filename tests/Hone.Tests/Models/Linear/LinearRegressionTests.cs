using Hone.Contracts;
using Hone.Models.Linear;
using Hone.Numerics;

namespace Hone.Tests.Models.Linear;

[Trait("topic", "linear-regression")]
public class LinearRegressionTests
{
    // scikit-learn 1.2.1, LinearRegression on the raw diabetes table.
    private static readonly double[] Diabetes = [-0.036361224223623534, -22.85964809049835, 5.602962091923702, 1.1168079933181856, -1.0899963340632226, 0.7464504555142089, 0.3720047150891379, 6.533831935990349, 68.48312496478827, 0.2801169893214972];

    [Fact]
    public void Orthogonal_factorisation_normal_equations_and_conjugate_gradients_agree_with_scikit_learn()
    {
        (Matrix x, double[] y) = Tables.Diabetes();
        foreach (LinearSolver solver in (LinearSolver[])[LinearSolver.Auto, LinearSolver.Orthogonal, LinearSolver.NormalEquations])
        {
            LinearModel model = new LinearRegression { Solver = solver }.Fit(x, y);
            Near.Equal(Diabetes, model.Coefficients, relative: 1e-9);
            Near.Equal(-334.5671385187868, model.Intercept, relative: 1e-9);
        }
        Matrix z = Tables.Standardised(x);
        Near.Equal(new LinearRegression().Fit(z, y).Coefficients, new LinearRegression { Solver = LinearSolver.ConjugateGradients }.Fit(z, y).Coefficients, relative: 1e-8);
    }

    // statsmodels 0.13.5, OLS(y, add_constant(X)).
    [Fact]
    public void Standard_errors_t_values_and_R_squared_are_those_of_statsmodels()
    {
        (Matrix x, double[] y) = Tables.Diabetes();
        LinearSummary summary = new LinearRegression { StandardErrors = true }.Fit(x, y).Summary!;
        summary.Terms[0].ShouldBe("(intercept)");
        summary.Terms[3].ShouldBe("x3");
        Near.Equal([67.45462110434143, 0.21704143540876222, 5.835821285014873, 0.7171055005609116, 0.2252381691882692, 0.5733318585500607, 0.5308343897660235, 0.7824638456267178, 5.9586378372163225, 15.669719238707183, 0.27331395035936606], summary.StandardErrors, relative: 1e-9);
        Near.Equal([-4.959884631199155, -0.16753125574917116, -3.9171261377035407, 7.813302348874956, 4.958342528457873, -1.9011612869722505, 1.4061833029378958, 0.47542735318482693, 1.0965311392448502, 4.3704117426444755, 1.0248909320332622], summary.TValues(), relative: 1e-9);
        Near.Equal(0.5177484222203499, summary.RSquared, relative: 1e-12);
        Near.Equal(0.5065592904853231, summary.AdjustedRSquared, relative: 1e-12);
        Near.Equal(2932.681637200333, summary.ResidualVariance, relative: 1e-12);
        summary.DegreesOfFreedom.ShouldBe(431);
        Near.Equal([1.016617292004025e-06, 0.8670306337000583, 0.00010416711927693145, 4.2963914195182934e-14, 1.0242783922115141e-06, 0.05794760536920057, 0.1603902400149737, 0.6347232557752245, 0.2734586936606823, 1.5558990865394603e-05, 0.30598952619642383], summary.PValues(), relative: 1e-8);
        (double low, double high) = summary.Intervals()[3];
        Near.Equal([4.1935031916474035, 7.01242099220004], [low, high], relative: 1e-9);
        Near.Equal(46.27243958524321, summary.FStatistic, relative: 1e-9);
        Should.Throw<ArgumentOutOfRangeException>(() => summary.Intervals(1));
    }

    // statsmodels 0.13.5, WLS with weights 1 + arange(442) % 3.
    [Fact]
    public void Weighted_coefficients_and_errors_are_those_of_statsmodels()
    {
        (Matrix x, double[] y) = Tables.Diabetes();
        TrainingData data = Tables.Data(x, y) with { Weights = [.. Enumerable.Range(0, y.Length).Select(i => 1.0 + (i % 3))] };
        LinearSummary summary = new LinearRegression { StandardErrors = true }.Fit(data).Summary!;
        Near.Equal([-340.0899559468225, -0.07866670495436351, -19.527219293086276, 5.522752968753454, 1.02098808896245, -1.2420550108641262, 0.8950695963069208, 0.5698509233554854, 7.720714363842259, 70.40490587818202, 0.3065416857713682], summary.Coefficients, relative: 1e-9);
        Near.Equal([67.03247541142628, 0.21423799214268832, 5.843854451147554, 0.722936500945496, 0.22548894345923337, 0.5516597897570963, 0.5024212551105732, 0.7804937321619966, 6.248750978657312, 15.111829784741271, 0.27220583928629766], summary.StandardErrors, relative: 1e-9);
        Near.Equal(0.50846064381483, summary.RSquared, relative: 1e-12);
        Near.Equal(5883.953002960569, summary.ResidualVariance, relative: 1e-12);
    }

    [Fact]
    public void A_perfect_line_is_found_exactly_enough()
    {
        Matrix x = new(50, 1);
        double[] y = new double[50];
        for (int i = 0; i < 50; i++)
            (x[i, 0], y[i]) = (i, 3 - (2 * i));
        LinearModel model = new LinearRegression().Fit(x, y);
        Near.Equal(-2, model.Coefficients[0], relative: 1e-14);
        Near.Equal(3, model.Intercept, relative: 1e-13);
    }

    [Fact]
    public void Collinear_columns_share_the_coefficient_of_least_norm()
    {
        // x2 = 2·x1: of all w1 + 2·w2 = 5, the least norm is (1, 2).
        Matrix x = new(30, 2);
        double[] y = new double[30];
        for (int i = 0; i < 30; i++)
            (x[i, 0], x[i, 1], y[i]) = (Math.Sin(i), 2 * Math.Sin(i), (5 * Math.Sin(i)) + 1);
        LinearModel model = new LinearRegression().Fit(x, y);
        Near.Equal([1, 2], model.Coefficients, relative: 1e-12);
        Near.Equal(1, model.Intercept, relative: 1e-12);
    }

    [Fact]
    public void Dummy_columns_that_sum_to_one_are_no_obstacle()
    {
        (Matrix x, double[] y) = Samples.Linear(rows: 30, columns: 4, seed: 2);
        for (int i = 0; i < 30; i++)
        {
            for (int j = 0; j < 3; j++)
                x[i, j] = i % 3 == j ? 1 : 0;
        }
        LinearModel model = new LinearRegression().Fit(x, y);
        Near.Equal(0, model.Coefficients[0] + model.Coefficients[1] + model.Coefficients[2], absolute: 1e-12);
        LinearModel dropped = new LinearRegression().Fit(Columns(x, 1, 2, 3), y);
        Near.Equal(dropped.Predict(Columns(x, 1, 2, 3)), model.Predict(x), relative: 1e-11);
    }

    [Fact]
    public void More_columns_than_rows_are_fitted_exactly_with_least_norm()
    {
        (Matrix x, double[] y) = Samples.Linear(rows: 6, columns: 20, seed: 6);
        LinearModel model = new LinearRegression().Fit(x, y);
        Near.Equal(y, model.Predict(x), relative: 1e-11);
        // Least norm is the limit of ridge as its penalty falls to 0.
        LinearModel ridge = new Ridge { Penalty = 1e-8 }.Fit(x, y);
        Near.Equal(ridge.Coefficients, model.Coefficients, relative: 1e-6, absolute: 1e-7);
        LinearModel iterated = new LinearRegression { Solver = LinearSolver.ConjugateGradients }.Fit(x, y);
        Near.Equal(model.Coefficients, iterated.Coefficients, relative: 1e-9, absolute: 1e-9);
    }

    // scikit-learn 1.2.1, LinearRegression on the raw breast-cancer table, benign 1.
    [Fact]
    public void Breast_cancer_coefficients_are_those_of_scikit_learn()
    {
        (Matrix x, string[] y) = Tables.BreastCancer();
        LinearModel model = new LinearRegression().Fit(x, [.. y.Select(c => c == "benign" ? 1.0 : 0.0)]);
        double[] expected = [0.21777205560012258, -0.004545468674191484, -0.02373986096934147, -0.00031783475019533507, -0.08468913708564554, 4.222035251614592, -1.397997283258464, -2.141833027005603, -0.10270920015982385, -0.033261609550933505, -0.4349559342343913, 0.006758472331841298, 0.022520257685146653, 0.0009232178860694218, -15.854320748151899, -0.06490340897228039, 3.565467985633936, -10.567951307787293, -1.6973406942713616, 7.146440155039906, -0.19518312138034877, -0.007159375199030788, 0.0024350505703554233, 0.0010112233180037608, -0.5428568612985533, -0.06715829411820072, -0.3811912148241711, -0.4643098953922112, -0.5567875460100399, -4.3034830921566005];
        Near.Equal(expected, model.Coefficients, relative: 1e-6);
    }

    [Fact]
    public void Rescaling_a_column_rescales_its_coefficient_alone()
    {
        (Matrix x, double[] y) = Samples.Linear(rows: 40, columns: 3, seed: 12);
        LinearModel plain = new LinearRegression().Fit(x, y);
        foreach (double scale in (double[])[1e-9, 1e9, 1e100])
        {
            Matrix scaled = x.Copy();
            for (int i = 0; i < 40; i++)
                scaled[i, 1] *= scale;
            LinearModel model = new LinearRegression().Fit(scaled, y);
            Near.Equal(plain.Coefficients[1] / scale, model.Coefficients[1], relative: 1e-11);
            Near.Equal(plain.Coefficients[0], model.Coefficients[0], relative: 1e-11);
        }
    }

    [Fact]
    public void Without_an_intercept_the_plane_passes_through_the_origin()
    {
        (Matrix x, double[] y) = Samples.Linear(rows: 40, columns: 3, seed: 12);
        LinearModel model = new LinearRegression { FitIntercept = false }.Fit(x, y);
        model.Intercept.ShouldBe(0);
        double[] residual = [.. y.Zip(model.Predict(x), (a, b) => a - b)];
        for (int j = 0; j < 3; j++)
            Near.Equal(0, x.Column(j).Zip(residual, (a, b) => a * b).Sum(), absolute: 1e-10);
    }

    [Fact]
    public void Every_contract_of_a_model_holds()
    {
        (Matrix x, double[] y) = Samples.Linear(rows: 1300, columns: 11, seed: 1);
        TrainingData data = Tables.Data(x, y);
        foreach (LinearSolver solver in Enum.GetValues<LinearSolver>())
            ModelChecks.All(new LinearRegression { Solver = solver }, data);
        LinearModel model = new LinearRegression { StandardErrors = true }.Fit(data);
        ModelChecks.RoundTripPredictsTheSame(model, data.X);
        LinearModel read = ModelChecks.RoundTrip(model);
        Near.Equal(model.Summary!.StandardErrors, read.Summary!.StandardErrors);
        read.Summary.Terms.ShouldBe(model.Summary.Terms);
        (Matrix wide, double[] few) = Samples.Linear(rows: 10, columns: 40, seed: 1);
        ModelChecks.All(new LinearRegression(), Tables.Data(wide, few));
    }

    [Fact]
    public void Errors_that_do_not_exist_are_refused_with_the_reason()
    {
        LinearRegression asked = new() { StandardErrors = true };
        Matrix x = new(10, 2);
        double[] y = new double[10];
        for (int i = 0; i < 10; i++)
            (x[i, 0], x[i, 1], y[i]) = (i, 3 * i, i * i);
        Should.Throw<ArgumentException>(() => asked.Fit(x, y)).Message.ShouldContain("is a combination of the other columns");
        Should.Throw<ArgumentException>(() => asked.Fit(Columns(x, 0).RowRange(0, 2), [1, 3])).Message.ShouldStartWith("Standard errors take more rows than coefficients; there are 2 rows and 2 coefficients.");
        Should.Throw<ArgumentException>(() => new LinearRegression { Solver = LinearSolver.NormalEquations }.Fit(x, y)).Message.ShouldStartWith("The columns are combinations of one another");
    }

    [Fact]
    public void Values_beyond_a_double_are_refused()
    {
        Matrix x = Matrix.From(new[,] { { 1e308, 2 }, { 1.5e308, 4 }, { 1.2e308, 7 } });
        Should.Throw<ArgumentException>(() => new LinearRegression().Fit(x, [1.0, 2, 3])).Message.ShouldStartWith("Column 'x1' holds values too large");
    }

    private static Matrix Columns(Matrix x, params int[] columns)
    {
        Matrix result = new(x.Rows, columns.Length);
        for (int i = 0; i < x.Rows; i++)
        {
            for (int j = 0; j < columns.Length; j++)
                result[i, j] = x[i, columns[j]];
        }
        return result;
    }
}
