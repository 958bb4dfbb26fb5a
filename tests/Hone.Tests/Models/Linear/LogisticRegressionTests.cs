using Hone.Contracts;
using Hone.Models.Linear;
using Hone.Numerics;

namespace Hone.Tests.Models.Linear;

[Trait("topic", "logistic-regression")]
public class LogisticRegressionTests
{
    private static readonly (Matrix Z, string[] Y) Cancer = Standard();

    // scikit-learn 1.2.1, LogisticRegression(solver='newton-cholesky', tol=1e-14, C=1) on the standardised breast-cancer table; there class 1 is benign.
    private static readonly double[] CancerL2 = [-0.3630925319179316, -0.38767544241875795, -0.3510621186796741, -0.4356098032859758, -0.1618311028152455, 0.5626540336981026, -0.8599171195924011, -0.962280223488176, 0.07620903147902897, 0.32222623694861136, -1.2909422896744203, 0.26892190138788774, -0.6599745965624585, -1.0125577321802826, -0.27721295890401515, 0.7363240127967531, 0.11053932078141052, -0.3334076188831648, 0.2957930259031852, 0.6809196730583749, -1.0292622616479528, -1.3146076344464532, -0.8233473825766975, -1.0107068321134165, -0.6706819627765847, 0.04456425178742121, -0.87333391652225, -0.9120031219319646, -0.8878373243070151, -0.47981890804315985];

    [Fact]
    public void Two_classes_with_squared_penalty_match_scikit_learn_by_either_solver()
    {
        foreach (LogisticSolver solver in Enum.GetValues<LogisticSolver>())
        {
            LogisticModel model = new LogisticRegression { Solver = solver, Tolerance = solver == LogisticSolver.FirstOrder ? 1e-18 : 1e-10 }.Fit(Cancer.Z, Cancer.Y);
            model.Classes.ShouldBe(["benign", "malignant"]);
            Near.Equal(Negated(CancerL2), model.CoefficientsOf(), relative: 1e-6);
            Near.Equal(-0.21450272, model.Intercepts[0], relative: 1e-6);
            model.Report.Stop.ShouldBe(StopReason.Converged);
        }
    }

    // scikit-learn 1.2.1, newton-cholesky, C=0.1, on the raw table: scales from 1e-3 to 1e3.
    [Fact]
    public void Raw_columns_are_no_obstacle()
    {
        (Matrix x, string[] y) = Tables.BreastCancer();
        LogisticModel model = new LogisticRegression { Penalty = 10 }.Fit(x, y);
        Near.Equal(Negated([0.1554877726585249, 0.0982393443557731, -0.19211158791026708, 0.030525872995930087, -0.023470818906689037, -0.04076574497174238, -0.07896810310334884, -0.03929400481778007, -0.034625412056562756, -0.005849591704159639, -0.008372937853081453, 0.22163840875561122, 0.07472787090596232, -0.08249483047757411, -0.0029201395107598333, 0.0019837724760765965, -0.009676213286776118, -0.0048954257321978225, -0.005133671747225679, 0.0007026478577890744, 0.040226748947357595, -0.32760888149867845, -0.18287459748713006, -0.012254040553682321, -0.04738806694040041, -0.14083895720302966, -0.2259722071398382, -0.08234093462754236, -0.09879579406509142, -0.01828540318022744]), model.CoefficientsOf(), relative: 1e-6);
    }

    // scikit-learn 1.2.1, solver='saga', penalty='l1', C=0.1, tol=1e-13, 4,344 epochs.
    [Fact]
    [Trait("topic", "l1-regularization")]
    public void An_absolute_penalty_matches_scikit_learn_with_exact_zeros()
    {
        double[] expected = Negated([0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, -0.5194787781393855, 0.0, 0.0, -0.31986046207021973, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, -2.2494057519177013, -0.7354346559420146, 0.0, 0.0, -0.18170378155767053, 0.0, -0.02554725547128833, -1.0953454235995517, -0.1628512661208575, 0.0]);
        foreach (LogisticSolver solver in (LogisticSolver[])[LogisticSolver.Newton, LogisticSolver.FirstOrder])
        {
            LogisticRegression learner = new() { Norm = PenaltyNorm.L1, Penalty = 10, Solver = solver, Tolerance = solver == LogisticSolver.FirstOrder ? 1e-16 : 1e-10, MaxIterations = 20_000 };
            LogisticModel model = learner.Fit(Cancer.Z, Cancer.Y);
            Near.Equal(expected, model.CoefficientsOf(), relative: 1e-5, absolute: 1e-14);
            for (int j = 0; j < 30; j++)
                (model.CoefficientsOf()[j] == 0).ShouldBe(expected[j] == 0);
        }
    }

    // Indicators of three groupings of which each sums to 1, as the intercept does, and a column given twice: the optimum is not unique.
    [Theory]
    [InlineData(1e-3)]
    [InlineData(0.05)]
    [InlineData(2)]
    public void Columns_that_depend_on_one_another_reach_an_optimum_in_few_iterations_under_an_absolute_penalty(double penalty)
    {
        RandomStream random = RandomKey.FromSeed(11).Open();
        Matrix x = new(300, 62);
        int[] y = new int[300];
        for (int i = 0; i < 300; i++)
        {
            double score = 0;
            for (int g = 0; g < 3; g++)
            {
                int level = random.Below(20);
                x[i, (20 * g) + level] = 1;
                score += (level % 5) - 2;
            }
            x[i, 60] = x[i, 61] = random.Uniform();
            y[i] = random.Uniform() < 1 / (1 + Math.Exp(-score)) ? 1 : 0;
        }
        LogisticModel model = new LogisticRegression { Norm = PenaltyNorm.L1, Penalty = penalty }.Fit(x, [.. y.Select(c => c == 1 ? "yes" : "no")]);
        model.Report.Stop.ShouldBe(StopReason.Converged);
        model.Report.Iterations.ShouldBeLessThan(20);
        ReadOnlySpan<double> w = model.CoefficientsOf();
        double[] slope = new double[62];
        Matrix fitted = model.PredictProbabilities(new Features(x));
        for (int i = 0; i < 300; i++)
        {
            double off = fitted[i, 1] - y[i];
            for (int j = 0; j < 62; j++)
                slope[j] += off * x[i, j];
        }
        for (int j = 0; j < 62; j++)
        {
            if (w[j] == 0)
                Math.Abs(slope[j]).ShouldBeLessThanOrEqualTo(penalty + 1e-5);
            else
                slope[j].ShouldBe(-Math.Sign(w[j]) * penalty, 1e-5);
        }
    }

    // Adding a number to a column's coefficients of all classes changes no probability: the penalty alone decides, and leaves one of them 0.
    [Fact]
    public void Several_classes_under_a_small_absolute_penalty_have_a_zero_in_every_column_and_reach_an_optimum()
    {
        foreach (int classes in (int[])[3, 4])
        {
            (Matrix x, string[] y) = Samples.Clouds(rows: 400, columns: 25, classes: classes, seed: 8);
            for (int i = 0; i < 400; i++)
            {
                if (i % 7 == 0)
                    y[i] = "c0";                                   // no plane parts the classes
            }
            LogisticModel model = new LogisticRegression { Norm = PenaltyNorm.L1, Penalty = 1e-3 }.Fit(x, y);
            model.Report.Stop.ShouldBe(StopReason.Converged);
            Matrix p = model.PredictProbabilities(new Features(x));
            for (int j = 0; j < 25; j++)
            {
                Enumerable.Range(0, classes).Count(k => model.CoefficientsOf(k)[j] == 0).ShouldBeGreaterThan(0);
                for (int k = 0; k < classes; k++)
                {
                    double w = model.CoefficientsOf(k)[j], slope = Enumerable.Range(0, 400).Sum(i => (p[i, k] - (y[i] == $"c{k}" ? 1 : 0)) * x[i, j]);
                    if (w == 0)
                        Math.Abs(slope).ShouldBeLessThanOrEqualTo(1e-3 + 1e-5);
                    else
                        slope.ShouldBe(-Math.Sign(w) * 1e-3, 1e-5);
                }
            }
        }
    }

    // Scores row by row and gradients column by column, against blocks of dense rows.
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(9)]
    public void Sparse_rows_have_the_loss_and_gradient_of_dense_rows_for_any_workers(int scores)
    {
        (Matrix x, _) = Samples.Sparse(rows: 2000, columns: 300, seed: 4);
        int[] codes = [.. Enumerable.Range(0, 2000).Select(i => i * 7 % Math.Max(2, scores))];
        double[] weights = [.. Enumerable.Range(0, 2000).Select(i => 0.5 + (i % 3))];
        double[] at = Hone.Tests.Numerics.Samples.Vector(scores * 301, 5), dense = new double[at.Length], sparse = new double[at.Length], again = new double[at.Length];
        double expected = new LogisticObjective(new DesignRows(new Features(x)), codes, weights, null, scores, true, default).Evaluate(at, dense);
        DesignRows rows = new(new Features(SparseMatrix.FromDense(x)));
        double value = new LogisticObjective(rows, codes, weights, null, scores, true, new FitContext(Workers: 1)).Evaluate(at, sparse);
        Near.Equal(expected, value, relative: 1e-13);
        Near.Equal(dense, sparse, relative: 1e-10, absolute: 1e-10);
        foreach (int workers in (int[])[2, 4, 8])
        {
            new LogisticObjective(rows, codes, weights, null, scores, true, new FitContext(Workers: workers)).Evaluate(at, again).ShouldBe(value);
            again.ShouldBe(sparse);
        }
    }

    // scikit-learn 1.2.1, solver='saga', penalty='elasticnet', l1_ratio=0.5, C=0.1, tol=1e-13.
    [Fact]
    public void An_elastic_net_penalty_matches_scikit_learn()
    {
        double[] expected = Negated([-0.3158408303968551, -0.2528943220578831, -0.2864500575929905, -0.24105299459481164, 0.0, 0.0, -0.11024122306784426, -0.4709502897596186, 0.0, 0.0, -0.4572992250509383, 0.0, -0.1473654651115789, -0.14541860070494475, 0.0, 0.0, 0.0, 0.0, 0.0, 0.11913975528039618, -0.6633392230095001, -0.596379183641109, -0.5638851285500864, -0.4747990134014937, -0.43444105359897706, 0.0, -0.27168940110594425, -0.6590672801075698, -0.3111965374671886, 0.0]);
        LogisticModel model = new LogisticRegression { Norm = PenaltyNorm.ElasticNet, Penalty = 10 }.Fit(Cancer.Z, Cancer.Y);
        Near.Equal(expected, model.CoefficientsOf(), relative: 1e-6, absolute: 1e-14);
        Near.Equal(-0.5687838, model.Intercepts[0], relative: 1e-6);
    }

    // scikit-learn 1.2.1, class_weight='balanced', newton-cholesky, tol=1e-14.
    [Fact]
    public void Balanced_classes_match_scikit_learn()
    {
        LogisticModel model = new LogisticRegression { ClassWeights = ClassWeights.Balanced }.Fit(Cancer.Z, Cancer.Y);
        Near.Equal(Negated([-0.3014403555779549, -0.33530558747552486, -0.294610234302852, -0.39050638815317745, -0.16849479658362343, 0.6546885619575055, -0.8494107727576439, -0.9813646494458308, 0.09884478625804213, 0.28889015141480223, -1.3578016507890578, 0.2509924934676347, -0.639832555715814, -1.0380862094876013, -0.26154234819070976, 0.7401296341684739, 0.13684494745094541, -0.36409354467485683, 0.3055179806847838, 0.6884552462442203, -1.0598430326394699, -1.3428055579443645, -0.8282759475656022, -1.03594439777359, -0.594172379092739, 0.029545429242820467, -0.8422179203046765, -0.9403994834869847, -0.8638314443996706, -0.5540831994913358]), model.CoefficientsOf(), relative: 1e-6);
        Near.Equal(0.22771241, model.Intercepts[0], relative: 1e-6);
    }

    // scikit-learn 1.2.1, solver='newton-cg', multi_class='multinomial', tol=1e-14, max_iter=10000, on iris as it is.
    [Theory]
    [InlineData(1, new[] { -0.42350988344249146, 0.9673505995345835, -2.517152370681233, -1.079336649160297, 0.5344614949942278, -0.3215878654181354, -0.2063920712858889, -0.9442984622492943, -0.1109516115517428, -0.6457627341164487, 2.723544441967116, 2.0236351114095883 }, new[] { 9.84956777, 2.23720572, -12.08677349 })]
    [InlineData(100, new[] { -0.136825210696656, 0.0960664769274742, -0.4348354812553704, -0.17832096008345577, -0.0009982992940350027, -0.10239798750486322, 0.08665818108313973, -0.003402438459141529, 0.13782350999069098, 0.006331510577388975, 0.34817730017223025, 0.18172339854259714 }, new[] { 2.19259761, 0.21854237, -2.41113998 })]
    public void Three_classes_match_scikit_learn(double penalty, double[] coefficients, double[] intercepts)
    {
        (Matrix x, string[] y) = Tables.Iris();
        LogisticModel model = new LogisticRegression { Penalty = penalty }.Fit(x, y);
        for (int k = 0; k < 3; k++)
            Near.Equal(coefficients.AsSpan(4 * k, 4), model.CoefficientsOf(k), relative: 2e-6);
        Near.Equal(intercepts, model.Intercepts, relative: 1e-6);
        Near.Equal(0, model.Intercepts[0] + model.Intercepts[1] + model.Intercepts[2], absolute: 1e-9);
    }

    // scikit-learn 1.2.1, solver='saga', penalty='l1', multi_class='multinomial', C=1, tol=1e-13, 51,642 epochs.
    [Fact]
    public void Three_classes_with_absolute_penalty_match_scikit_learn()
    {
        (Matrix x, string[] y) = Tables.Iris();
        LogisticModel model = new LogisticRegression { Norm = PenaltyNorm.L1 }.Fit(x, y);
        double[] expected = [0.0, 0.0, -3.849247602657574, 0.0, 0.7400285499464252, 0.0, 0.0, 0.0, 0.0, 0.0, 4.1747133066234525, 3.99229993906844];
        for (int k = 0; k < 3; k++)
            Near.Equal(expected.AsSpan(4 * k, 4), model.CoefficientsOf(k), relative: 1e-6);
    }

    // scikit-learn 1.2.1, penalty=None, newton-cholesky, tol=1e-14, versicolor against virginica.
    [Fact]
    public void Without_a_penalty_it_is_maximum_likelihood()
    {
        (Matrix x, string[] y) = Tables.Iris();
        LogisticModel model = new LogisticRegression { Norm = PenaltyNorm.None }.Fit(x.RowRange(50, 100), y[50..]);
        Near.Equal([-2.4652201951866526, -6.680887014078565, 9.429385153926637, 18.286136887851022], model.CoefficientsOf(), relative: 1e-6);
        Near.Equal(-42.63780381, model.Intercepts[0], relative: 1e-6);
        model.Separated.ShouldBeFalse();
        LogisticModel zero = new LogisticRegression { Penalty = 0 }.Fit(x.RowRange(50, 100), y[50..]);
        Near.Equal(model.CoefficientsOf(), zero.CoefficientsOf());
    }

    [Fact]
    public void Separable_classes_without_a_penalty_end_with_certain_probabilities_and_say_so()
    {
        (Matrix x, string[] y) = Tables.Iris();
        LogisticModel model = new LogisticRegression { Norm = PenaltyNorm.None }.Fit(x.RowRange(0, 100), y[..100]);
        model.Separated.ShouldBeTrue();
        model.Report.Stop.ShouldBe(StopReason.Converged);
        Matrix p = model.PredictProbabilities(new Features(x.RowRange(0, 100)));
        for (int i = 0; i < 100; i++)
            p[i, i < 50 ? 0 : 1].ShouldBeGreaterThan(1 - 1e-6);
    }

    [Fact]
    public void The_gradient_is_zero_at_the_optimum()
    {
        (Matrix x, string[] y) = Samples.Clouds(rows: 200, columns: 4, classes: 3, seed: 2);
        LogisticModel model = new LogisticRegression { Penalty = 2 }.Fit(x, y);
        Matrix p = model.PredictProbabilities(new Features(x));
        for (int k = 0; k < 3; k++)
        {
            double[] slope = [.. Enumerable.Range(0, 200).Select(i => p[i, k] - (y[i] == $"c{k}" ? 1 : 0))];
            Near.Equal(0, slope.Sum(), absolute: 1e-6);
            for (int j = 0; j < 4; j++)
                Near.Equal(-2 * model.CoefficientsOf(k)[j], x.Column(j).Zip(slope, (a, b) => a * b).Sum(), absolute: 1e-6);
        }
    }

    [Fact]
    public void The_loss_has_the_gradient_and_curvature_of_finite_differences()
    {
        (Matrix x, string[] y) = Samples.Clouds(rows: 30, columns: 3, classes: 3, seed: 2);
        int[] codes = ClassTarget.From(y).Codes.ToArray();
        foreach (int scores in (int[])[1, 3])
        {
            LogisticObjective objective = new(new DesignRows(new Features(x)), [.. codes.Select(c => scores == 1 ? c % 2 : c)], [.. Enumerable.Range(0, 30).Select(i => 0.5 + (i % 3))], null, scores, true, default);
            double[] at = [.. Enumerable.Range(0, objective.Length).Select(j => 0.3 * Math.Sin(j + 1))];
            double[] gradient = new double[at.Length], up = new double[at.Length], down = new double[at.Length];
            objective.Evaluate(at, gradient);
            Matrix curvature = new(objective.Length, objective.Length);
            objective.Evaluate(at, gradient, curvature);
            for (int j = 0; j < at.Length; j++)
            {
                double[] above = [.. at], below = [.. at];
                above[j] += 1e-5;
                below[j] -= 1e-5;
                Near.Equal((objective.Evaluate(above, up) - objective.Evaluate(below, down)) / 2e-5, gradient[j], relative: 1e-6, absolute: 1e-6);
                for (int k = 0; k < at.Length; k++)
                    Near.Equal((up[k] - down[k]) / 2e-5, curvature[k, j], relative: 1e-6, absolute: 1e-6);
            }
        }
    }

    [Fact]
    public void Swapping_the_class_names_swaps_the_signs()
    {
        (Matrix x, string[] y) = Samples.Clouds(rows: 100, columns: 3, classes: 2, seed: 5);
        LogisticModel model = new LogisticRegression().Fit(x, y);
        LogisticModel swapped = new LogisticRegression().Fit(x, [.. y.Select(c => c == "c0" ? "z" : "a")]);
        Near.Equal(Negated(model.CoefficientsOf().ToArray()), swapped.CoefficientsOf(), relative: 1e-9);
    }

    [Fact]
    public void Whole_weights_count_as_repeated_rows_and_the_order_of_rows_does_not_matter()
    {
        (Matrix x, string[] y) = Samples.Clouds(rows: 90, columns: 3, classes: 3, seed: 6);
        TrainingData data = Tables.Data(x, y);
        int[] times = [.. Enumerable.Range(0, 90).Select(i => (i / 3) % 3)];
        foreach (ClassWeights balance in Enum.GetValues<ClassWeights>())
        {
            LogisticRegression learner = new() { ClassWeights = balance };
            LogisticModel weighted = learner.Fit(data with { Weights = [.. times.Select(t => (double)t)] });
            LogisticModel repeated = learner.Fit(ModelChecks.Duplicated(data, times));
            Near.Equal(repeated.CoefficientsOf(1), weighted.CoefficientsOf(1), relative: 1e-7);
        }
        LogisticModel backwards = new LogisticRegression().Fit(data.TakeRows([.. Enumerable.Range(0, 90).Reverse()]));
        Near.Equal(new LogisticRegression().Fit(data).CoefficientsOf(2), backwards.CoefficientsOf(2), relative: 1e-7);
    }

    [Fact]
    public void A_constant_offset_moves_only_the_intercept()
    {
        (Matrix x, string[] y) = Samples.Clouds(rows: 100, columns: 3, classes: 2, seed: 5);
        LogisticModel plain = new LogisticRegression().Fit(x, y);
        LogisticModel offset = new LogisticRegression().Fit(Tables.Data(x, y) with { Offsets = [.. Enumerable.Repeat(0.75, 100)] });
        Near.Equal(plain.CoefficientsOf(), offset.CoefficientsOf(), relative: 1e-7);
        Near.Equal(plain.Intercepts[0] - 0.75, offset.Intercepts[0], absolute: 1e-7);
    }

    [Fact]
    public void Collinear_columns_are_fitted_without_a_penalty()
    {
        (Matrix x, string[] y) = Samples.Clouds(rows: 100, columns: 3, classes: 3, seed: 5);
        Matrix twice = new(100, 4);
        for (int i = 0; i < 100; i++)
        {
            x.Row(i).CopyTo(twice.Row(i));
            twice[i, 3] = 2 * x[i, 0];
        }
        LogisticRegression learner = new() { Norm = PenaltyNorm.None };
        Matrix expected = learner.Fit(x, y).PredictProbabilities(new Features(x));
        Near.Equal(expected.AsSpan(), learner.Fit(twice, y).PredictProbabilities(new Features(twice)).AsSpan(), absolute: 1e-5);
    }

    [Fact]
    public void A_class_without_rows_has_no_probability()
    {
        (Matrix x, _) = Samples.Clouds(rows: 60, columns: 2, classes: 2, seed: 1);
        ClassTarget target = new([.. Enumerable.Range(0, 60).Select(i => i % 2 == 0 ? 0 : 2)], ["a", "b", "c"]);
        LogisticModel model = new LogisticRegression().Fit(new TrainingData(new Features(x), target));
        double[] p = new double[3];
        model.PredictProbabilities(x.Row(0), p);
        p[1].ShouldBe(0);
        Near.Equal(1, p[0] + p[2], relative: 1e-15);
        ModelChecks.RoundTripPredictsTheSame(model, new Features(x));
    }

    [Fact]
    public void Settings_that_matter_change_the_model()
    {
        (Matrix x, string[] y) = Samples.Clouds(rows: 90, columns: 3, classes: 3, seed: 6);
        LogisticRegression learner = new() { Norm = PenaltyNorm.ElasticNet };
        double[] plain = learner.Fit(x, y).CoefficientsOf().ToArray();
        foreach (LogisticRegression other in (LogisticRegression[])[learner with { Penalty = 2 }, learner with { L1Ratio = 0.2 }, learner with { FitIntercept = false }, learner with { Norm = PenaltyNorm.L1 }, learner with { MaxIterations = 1 }])
            other.Fit(x, y).CoefficientsOf().ToArray().ShouldNotBe(plain);
        (learner with { MaxIterations = 1 }).Fit(x, y).Report.Stop.ShouldBe(StopReason.IterationLimit);
        (learner with { Tolerance = 0.1 }).Fit(x, y).Report.Iterations.ShouldBeLessThan(learner.Fit(x, y).Report.Iterations);
        // L1Ratio is the elastic net's alone.
        Near.Equal(new LogisticRegression().Fit(x, y).CoefficientsOf(), new LogisticRegression { L1Ratio = 0.9 }.Fit(x, y).CoefficientsOf());
        ((LogisticRegression)learner.Propose(new Trial(0, d => d.High))).Penalty.ShouldBe(1e3);
    }

    [Fact]
    public void Every_contract_of_a_model_holds()
    {
        foreach (int classes in (int[])[2, 3])
        {
            (Matrix x, string[] y) = Samples.Clouds(rows: 1100, columns: 5, classes: classes, seed: 6);
            foreach (LogisticSolver solver in (LogisticSolver[])[LogisticSolver.Newton, LogisticSolver.FirstOrder])
            {
                foreach (PenaltyNorm norm in (PenaltyNorm[])[PenaltyNorm.L1, PenaltyNorm.L2])
                    ModelChecks.All(new LogisticRegression { Solver = solver, Norm = norm, ClassWeights = ClassWeights.Balanced }, Tables.Data(x, y), 1e-4);
            }
            ModelChecks.TwoRanksEqualOne(new LogisticRegression(), Tables.Data(x, y), 1e-9);
            ModelChecks.RoundTripPredictsTheSame(new LogisticRegression().Fit(x, y), new Features(x));
        }
    }

    [Theory]
    [InlineData(100, PenaltyNorm.L2, LogisticSolver.Newton)]
    [InlineData(101, PenaltyNorm.L2, LogisticSolver.FirstOrder)]
    [InlineData(101, PenaltyNorm.L1, LogisticSolver.Newton)]
    public void Of_many_classes_second_derivatives_are_taken_only_where_they_pay(int classes, PenaltyNorm norm, LogisticSolver expected)
    {
        Matrix x = Contracts.ContractData.Random(3 * classes, 2);
        ClassTarget y = new([.. Enumerable.Range(0, x.Rows).Select(i => i % classes)], [.. Enumerable.Range(0, classes).Select(c => $"c{c}")]);
        TrainingData data = new(new Features(x), y);
        LogisticRegression learner = new() { Norm = norm, MaxIterations = 5 };
        double[] found = learner.Fit(data).PredictProbabilities(new Features(x)).AsSpan().ToArray();
        Assert.Equal(found, (learner with { Solver = expected }).Fit(data).PredictProbabilities(new Features(x)).AsSpan().ToArray());
        Assert.NotEqual(found, (learner with { Solver = expected == LogisticSolver.Newton ? LogisticSolver.FirstOrder : LogisticSolver.Newton }).Fit(data).PredictProbabilities(new Features(x)).AsSpan().ToArray());
    }

    [Fact]
    public void Bad_input_is_refused_with_one_sentence()
    {
        (Matrix x, string[] y) = Samples.Clouds(rows: 9, columns: 2, classes: 3, seed: 6);
        Should.Throw<ArgumentException>(() => new LogisticRegression().Fit(x, [.. y.Select(_ => "only")])).Message.ShouldStartWith("Every row is of class 'only'; logistic regression needs rows of at least two classes.");
        Should.Throw<ArgumentException>(() => new LogisticRegression().Fit(Tables.Data(x, y) with { Offsets = new double[9] })).Message.ShouldStartWith("Offsets take two classes; the target has 3.");
        Should.Throw<ArgumentException>(() => new LogisticRegression().Fit(Tables.Data(x, new double[9]))).Message.ShouldStartWith("logistic regression learns classes, but the target holds numbers.");
        LogisticModel model = new LogisticRegression().Fit(x, y);
        Should.Throw<ArgumentException>(() => model.PredictProbabilities([1, double.PositiveInfinity], new double[3])).Message.ShouldStartWith("Column 'x2' is infinite in the row to predict");
        x[4, 0] = double.NegativeInfinity;
        Should.Throw<ArgumentException>(() => new LogisticRegression().Fit(x, y)).Message.ShouldStartWith("Column 'x1' is minus infinity in row 4; logistic regression takes finite numbers.");
        Should.Throw<ArgumentException>(() => model.PredictProbabilities(new Features(x))).Message.ShouldStartWith("Row 4: Column 'x1' is minus infinity");
        x[4, 0] = 1e300;
        Should.Throw<ArgumentException>(() => new LogisticRegression().Fit(x, y)).Message.ShouldContain("too large");
    }

    private static (Matrix Z, string[] Y) Standard()
    {
        (Matrix x, string[] y) = Tables.BreastCancer();
        return (Tables.Standardised(x), y);
    }

    private static double[] Negated(double[] values) => [.. values.Select(v => -v)];
}
