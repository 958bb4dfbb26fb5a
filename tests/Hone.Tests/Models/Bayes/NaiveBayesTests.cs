using Hone.Contracts;
using Hone.Models.Bayes;
using Hone.Numerics;

namespace Hone.Tests.Models.Bayes;

[Trait("topic", "naive-bayes")]
public class NaiveBayesTests
{
    private static readonly NaiveBayes Gaussian = new() { Likelihood = NaiveBayesLikelihood.Gaussian };

    // scikit-learn 1.2.1, GaussianNB().predict_log_proba of iris rows 0, 70, 77 and 149.
    [Fact]
    public void Gaussian_log_probabilities_are_those_of_scikit_learn()
    {
        (Matrix x, string[] y) = Tables.Iris();
        double[] expected = [0.0, -41.140634517073266, -57.905311502975, -298.3838105564625, -1.8675994685300958, -0.16782011474116398, -317.5998406089854, -2.5866851672878357, -0.07825253687343148, -334.9957324462322, -2.8823141430643138, -0.05763441915818168];
        Near.Equal(expected, Logs(Gaussian.Fit(x, y), x, 0, 70, 77, 149), relative: 1e-9, absolute: 1e-12);
    }

    // scikit-learn 1.2.1, GaussianNB().fit(X, y, sample_weight=1 + arange(150) % 3); its variance floor leaves the weights out, hence the tolerance.
    [Fact]
    public void Weighted_log_probabilities_are_those_of_scikit_learn()
    {
        (Matrix x, string[] y) = Tables.Iris();
        TrainingData data = Tables.Data(x, y) with { Weights = [.. Enumerable.Range(0, 150).Select(i => 1.0 + (i % 3))] };
        double[] expected = [0.0, -41.55708991798123, -57.971326732763984, -272.21244825233896, -1.815457934111528, -0.17764852017145794, -290.032827885447, -2.4108826916161, -0.09402066696188482, -305.2333032259744, -2.8535553099948445, -0.059366884103558615];
        Near.Equal(expected, Logs(Gaussian.Fit(data), x, 0, 70, 77, 149), relative: 1e-7, absolute: 1e-9);
    }

    // scikit-learn 1.2.1, MultinomialNB, BernoulliNB and ComplementNB with alpha 1 and 0.1, BernoulliNB(binarize=7.5): predict_log_proba of digits row 5.
    [Theory]
    [InlineData(NaiveBayesLikelihood.Multinomial, 1, 0, new[] { -154.83378181941862, -74.82377445764723, -111.61110323220487, -17.111585367194948, -161.29361374129007, -84.09601226534551, -164.20690233782852, -240.34984826747564, -64.32194946411641, -3.702825779328123e-08 })]
    [InlineData(NaiveBayesLikelihood.Multinomial, 0.1, 0, new[] { -156.2086558248934, -75.07395487614531, -112.27903864020504, -17.15485045962282, -162.3720686677584, -84.32927459339885, -165.48355500326056, -253.66828513009114, -64.70025803813974, -3.54602889274247e-08 })]
    [InlineData(NaiveBayesLikelihood.Bernoulli, 1, 0, new[] { -26.507631816401393, -5.551707596841773, -11.389215840396837, -0.8182851799642847, -19.18816926491713, -15.216178897700843, -19.757332805681393, -21.493597660132146, -7.179644042747647, -0.590305250672948 })]
    [InlineData(NaiveBayesLikelihood.Bernoulli, 1, 7.5, new[] { -17.307152226424765, -14.745553354161164, -13.835210714774409, -3.863123037984657, -30.360544511568268, -10.386203416637592, -32.146950722316646, -33.5400407791914, -11.766307489614388, -0.02126687379678671 })]
    [InlineData(NaiveBayesLikelihood.Complement, 1, 0, new[] { -6.059333198803188, -5.139855484955433, -7.011565629651159, -0.4936286150586966, -10.70537575018102, -7.009087685765508, -7.657168203709261, -11.165614543390802, -7.083658574923447, -0.9722128277178399 })]
    [InlineData(NaiveBayesLikelihood.Complement, 0.1, 0, new[] { -6.059621610801514, -5.140492159929636, -7.012162224894837, -0.4936258161501428, -10.70618292048448, -7.009719395314505, -7.657553099695178, -11.166409442745362, -7.084445366176624, -0.9722004732523146 })]
    public void Log_probabilities_of_counts_are_those_of_scikit_learn(NaiveBayesLikelihood likelihood, double smoothing, double threshold, double[] expected)
    {
        (Matrix x, string[] y) = Tables.Digits();
        NaiveBayes learner = new() { Likelihood = likelihood, Smoothing = smoothing, Threshold = threshold };
        Near.Equal(expected, Logs(learner.Fit(x, y), x, 5), relative: 1e-9, absolute: 1e-12);
    }

    // scikit-learn 1.2.1, CategoricalNB() on seven rows of three and two levels: predict_log_proba of (0, 1) and (2, 0).
    [Fact]
    public void Log_probabilities_of_categories_are_those_of_scikit_learn()
    {
        Matrix x = Matrix.From(new[,] { { 0.0, 1 }, { 1, 0 }, { 2, 1 }, { 0, 0 }, { 1, 1 }, { 2, 0 }, { 2, 1 } });
        Features features = new(x, [new("a", ["p", "q", "r"]), new("b", ["s", "t"])]);
        NaiveBayesModel model = new NaiveBayes().Fit(new TrainingData(features, ClassTarget.From(["0", "0", "0", "1", "1", "1", "1"])));
        Near.Equal([-0.6690496289808845, -0.7178397931503167, -1.1451323043030028, -0.3829922522561058], Logs(model, Matrix.From(new[,] { { 0.0, 1 }, { 2, 0 } }), 0, 1), relative: 1e-12);
    }

    [Fact]
    public void Numbers_and_categories_together_multiply()
    {
        // p(c | number, category) ∝ p(c | number)·p(c | category)/p(c).
        (Matrix number, string[] y) = Samples.Clouds(rows: 90, columns: 1, classes: 3, seed: 1);
        Matrix category = new(90, 1), both = new(90, 2);
        for (int i = 0; i < 90; i++)
        {
            category[i, 0] = (i / 2) % 4;
            (both[i, 0], both[i, 1]) = (number[i, 0], category[i, 0]);
        }
        FeatureColumn level = new("level", ["a", "b", "c", "d"]);
        ClassTarget target = ClassTarget.From(y);
        double[] a = Logs(new NaiveBayes().Fit(number, y), number, 7);
        double[] b = Logs(new NaiveBayes().Fit(new TrainingData(new Features(category, [level]), target)), category, 7);
        double[] joint = Logs(new NaiveBayes().Fit(new TrainingData(new Features(both, [new("x"), level]), target)), both, 7);
        for (int c = 1; c < 3; c++)
            Near.Equal(a[c] - a[0] + b[c] - b[0], joint[c] - joint[0], relative: 1e-10);       // the priors are equal
    }

    [Fact]
    public void Mostly_zero_columns_are_present_or_absent_and_the_others_normal()
    {
        (Matrix x, string[] y) = Tables.Digits();
        NaiveBayesModel mixed = new NaiveBayes().Fit(x, y);
        mixed.Settings.Likelihood.ShouldBe(NaiveBayesLikelihood.Mixed);
        int[] sparse = [.. Enumerable.Range(0, x.Columns).Where(j => x.Column(j).Count(v => v > 0) * 2 <= x.Rows && x.Column(j).Any(v => v != 0))];
        sparse.Length.ShouldBeInRange(10, 54);
        Matrix terms = new(x.Rows, sparse.Length);
        for (int i = 0; i < x.Rows; i++)
        {
            for (int k = 0; k < sparse.Length; k++)
                terms[i, k] = x[i, sparse[k]];
        }
        NaiveBayes bernoulli = new() { Likelihood = NaiveBayesLikelihood.Bernoulli };
        Near.Equal(Logs(bernoulli.Fit(terms, y), terms, 5, 700), Logs(new NaiveBayes().Fit(terms, y), terms, 5, 700), relative: 1e-9, absolute: 1e-12);
    }

    [Fact]
    public void A_table_of_terms_and_numbers_is_learned_as_well_as_its_parts()
    {
        // Forty rare terms and three numbers that each say a little of the class; taken as normal, the terms drown everything.
        (Matrix numbers, string[] y) = Samples.Clouds(rows: 600, columns: 3, classes: 2, seed: 5);
        RandomStream random = RandomKey.FromSeed(9).Open();
        Matrix x = new(600, 43);
        for (int i = 0; i < 600; i++)
        {
            numbers.Row(i).CopyTo(x.Row(i));
            for (int j = 3; j < 43; j++)
                x[i, j] = random.Uniform() < 0.02 ? 0.1 + random.Uniform() : 0;
        }
        double Accuracy(NaiveBayes learner, Matrix columns)
        {
            Matrix p = learner.Fit(columns.RowRange(0, 300), y[..300]).PredictProbabilities(new Features(columns.RowRange(300, 300)));
            string[] classes = [.. y[..300].Distinct().Order(StringComparer.Ordinal)];
            return Enumerable.Range(0, 300).Count(i => classes[p[i, 0] >= p[i, 1] ? 0 : 1] == y[300 + i]) / 300.0;
        }
        double alone = Accuracy(new NaiveBayes(), numbers);
        Accuracy(new NaiveBayes(), x).ShouldBeGreaterThan(alone - 0.03);
        Accuracy(Gaussian, x).ShouldBeLessThan(alone - 0.03);
    }

    [Fact]
    public void A_class_in_which_a_number_does_not_vary_is_not_sure_of_it()
    {
        Matrix x = Matrix.From(new[,] { { 5.0 }, { 5 }, { 4 }, { 6 }, { 5 }, { 7 } });
        double[] p = new double[2];
        new NaiveBayes().Fit(x, ["few", "few", "many", "many", "many", "many"]).PredictProbabilities([5.0], p);
        p[0].ShouldBeInRange(0.3, 0.7);
        Gaussian.Fit(x, ["few", "few", "many", "many", "many", "many"]).PredictProbabilities([5.0], p);
        p[0].ShouldBeGreaterThan(0.99);
    }

    [Fact]
    public void A_missing_value_leaves_its_column_out()
    {
        (Matrix x, string[] y) = Tables.Iris();
        Matrix short1 = new(150, 3);
        for (int i = 0; i < 150; i++)
            x.Row(i)[..3].CopyTo(short1.Row(i));
        // The variance floor is a share of the greatest variance, that of the third column, in both.
        double[] without = Logs(Gaussian.Fit(short1, y), short1, 60);
        double[] gap = new double[3];
        Gaussian.Fit(x, y).PredictLogProbabilities([x[60, 0], x[60, 1], x[60, 2], double.NaN], gap);
        Near.Equal(without, gap, relative: 1e-12);
        for (int i = 0; i < 150; i += 3)
            x[i, 1] = double.NaN;
        NaiveBayesModel model = new NaiveBayes().Fit(x, y);
        model.PredictProbabilities(new Features(x)).AsSpan().ToArray().ShouldAllBe(p => double.IsFinite(p));
    }

    [Fact]
    [Trait("topic", "incremental-learning")]
    public void Learning_in_pieces_gives_the_model_of_all_rows()
    {
        foreach (NaiveBayesLikelihood likelihood in Enum.GetValues<NaiveBayesLikelihood>())
        {
            (Matrix x, string[] y) = Tables.Digits();
            TrainingData data = new(new Features(x.RowRange(0, 600)), ClassTarget.From(y[..600]));
            NaiveBayes learner = new() { Likelihood = likelihood };
            NaiveBayesModel model = learner.Fit(data.TakeRows([.. Enumerable.Range(0, 13)]));
            model = learner.Update(model, data.TakeRows([.. Enumerable.Range(13, 287)]));
            model = learner.Update(model, data.TakeRows([.. Enumerable.Range(300, 300)]));
            Near.Equal(Logs(learner.Fit(data), x, 5, 700), Logs(model, x, 5, 700), relative: 1e-10, absolute: 1e-10);
        }
    }

    [Fact]
    public void Whole_weights_count_as_repeated_rows()
    {
        (Matrix x, string[] y) = Tables.Iris();
        int[] times = [.. Enumerable.Range(0, 150).Select(i => i % 3)];
        foreach (NaiveBayesLikelihood likelihood in Enum.GetValues<NaiveBayesLikelihood>())
        {
            NaiveBayes learner = new() { Likelihood = likelihood };
            NaiveBayesModel weighted = learner.Fit(Tables.Data(x, y) with { Weights = [.. times.Select(t => (double)t)] });
            NaiveBayesModel repeated = learner.Fit(ModelChecks.Duplicated(Tables.Data(x, y), times));
            Near.Equal(Logs(repeated, x, 3, 80), Logs(weighted, x, 3, 80), relative: 1e-10, absolute: 1e-10);
        }
    }

    [Fact]
    public void Sparse_counts_are_taken_as_multinomial_and_equal_dense_ones()
    {
        (Matrix x, _) = Samples.Sparse(rows: 80, columns: 30, seed: 3);
        string[] y = [.. Enumerable.Range(0, 80).Select(i => x[i, 0] + x[i, 3] > 0.2 ? "yes" : "no")];
        Features sparse = new(SparseMatrix.FromDense(x));
        NaiveBayesModel auto = new NaiveBayes().Fit(new TrainingData(sparse, ClassTarget.From(y)));
        auto.Settings.Likelihood.ShouldBe(NaiveBayesLikelihood.Multinomial);
        foreach (NaiveBayesLikelihood likelihood in Enum.GetValues<NaiveBayesLikelihood>().Skip(1))
        {
            foreach (double threshold in (double[])[0, 1, -1])
            {
                NaiveBayes learner = new() { Likelihood = likelihood, Threshold = threshold };
                NaiveBayesModel fromSparse = learner.Fit(new TrainingData(sparse, ClassTarget.From(y)));
                NaiveBayesModel dense = learner.Fit(x, y);
                ModelChecks.Same(dense.PredictProbabilities(sparse), fromSparse.PredictProbabilities(sparse));
                ModelChecks.BatchEqualsRows(dense, new Features(x));
            }
        }
    }

    [Fact]
    public void Settings_that_matter_change_the_model()
    {
        (Matrix x, string[] y) = Tables.Iris();
        double[] Of(NaiveBayes learner) => Logs(learner.Fit(x.RowRange(0, 120), y[..120]), x, 100);
        Of(new NaiveBayes { VarianceSmoothing = 0.1 }).ShouldNotBe(Of(new NaiveBayes()));
        Of(new NaiveBayes { FitPriors = false }).ShouldNotBe(Of(new NaiveBayes()));
        NaiveBayes counts = new() { Likelihood = NaiveBayesLikelihood.Bernoulli, Threshold = 2 };
        Of(counts with { Smoothing = 3 }).ShouldNotBe(Of(counts));
        Of(counts with { Threshold = 3 }).ShouldNotBe(Of(counts));
        Of(counts with { VarianceSmoothing = 0.1 }).ShouldBe(Of(counts));
        Of(Gaussian with { Smoothing = 5, Threshold = 9 }).ShouldBe(Of(Gaussian));
        Of(new NaiveBayes { Smoothing = 5 }).ShouldNotBe(Of(new NaiveBayes()));
        Of(new NaiveBayes { Threshold = 9 }).ShouldBe(Of(new NaiveBayes()));
        ((NaiveBayes)new NaiveBayes().Propose(new Trial(0, d => d.High))).Smoothing.ShouldBe(10);
    }

    [Fact]
    public void Constant_columns_one_class_and_distant_rows_give_probabilities()
    {
        NaiveBayesModel flat = new NaiveBayes().Fit(Matrix.From(new[,] { { 2.0 }, { 2 }, { 2 } }), ["a", "b", "b"]);
        double[] p = new double[2];
        flat.PredictProbabilities([2], p);
        Near.Equal([1 / 3.0, 2 / 3.0], p, relative: 1e-12);
        flat.PredictProbabilities([1e200], p);
        Near.Equal([1 / 3.0, 2 / 3.0], p, relative: 1e-12);
        double[] one = new double[1];
        new NaiveBayes().Fit(Matrix.From(new[,] { { 2.0 }, { 3 } }), ["a", "a"]).PredictProbabilities([7], one);
        one.ShouldBe([1]);
        double[] three = new double[3];
        ClassTarget target = new([0, 2, 0, 2], ["a", "b", "c"]);
        NaiveBayesModel model = new NaiveBayes().Fit(new TrainingData(new Features(Matrix.From(new[,] { { 1.0 }, { 2 }, { 1.5 }, { 2.5 } })), target));
        model.PredictProbabilities([1.6], three);
        three[1].ShouldBe(0);
        Near.Equal(1, three.Sum(), relative: 1e-15);
    }

    // Whole rows are summed by vectors, rows with a gap number by number.
    [Fact]
    public void A_gap_in_one_row_leaves_the_other_rows_as_they_were()
    {
        (Matrix x, string[] y) = Samples.Clouds(rows: 700, columns: 5, classes: 3, seed: 8);
        double[] ones = new double[700];
        Array.Fill(ones, 1);
        TrainingData data = Tables.Data(x, y) with { Weights = ones };
        Matrix more = new(701, 5);
        for (int i = 0; i < 700; i++)
            x.Row(i).CopyTo(more.Row(i));
        more.Row(700).Fill(double.NaN);
        ones = [.. ones, 0];
        NaiveBayesModel expected = Gaussian.Fit(data), found = Gaussian.Fit(Tables.Data(more, [.. y, y[0]]) with { Weights = ones });
        double[] one = new double[3], other = new double[3];
        for (int i = 0; i < 700; i += 11)
        {
            expected.PredictLogProbabilities(x.Row(i), one);
            found.PredictLogProbabilities(x.Row(i), other);
            Near.Equal(one, other, relative: 1e-12, absolute: 1e-12);
        }
    }

    [Fact]
    public void Many_rows_of_counts_are_predicted_to_the_bits_of_one_also_where_a_class_has_none()
    {
        Matrix x = Samples.Clouds(rows: 600, columns: 6, classes: 3, seed: 9).X.Map(v => Math.Round(Math.Abs(3 * v)));
        foreach (int absent in (int[])[-1, 1])
        {
            ClassTarget y = new([.. Enumerable.Range(0, 600).Select(i => i % 3 == absent ? 0 : i % 3)], ["a", "b", "c"]);
            foreach (NaiveBayesLikelihood likelihood in (NaiveBayesLikelihood[])[NaiveBayesLikelihood.Multinomial, NaiveBayesLikelihood.Complement])
            {
                NaiveBayesModel model = new NaiveBayes { Likelihood = likelihood }.Fit(new TrainingData(new Features(x), y));
                Matrix all = model.PredictProbabilities(new Features(x));
                double[] one = new double[3];
                for (int i = 0; i < 600; i++)
                {
                    model.PredictProbabilities(x.Row(i), one);
                    all.Row(i).ToArray().ShouldBe(one);
                }
            }
        }
    }

    [Fact]
    public void Every_contract_of_a_model_holds()
    {
        foreach (NaiveBayesLikelihood likelihood in Enum.GetValues<NaiveBayesLikelihood>())
        {
            (Matrix x, string[] y) = Samples.Clouds(rows: 1300, columns: 4, classes: 3, seed: 6);
            if (likelihood is NaiveBayesLikelihood.Multinomial or NaiveBayesLikelihood.Complement)
                x = x.Map(Math.Abs);
            ModelChecks.All(new NaiveBayes { Likelihood = likelihood }, Tables.Data(x, y));
            ModelChecks.RoundTripPredictsTheSame(new NaiveBayes { Likelihood = likelihood }.Fit(x, y), new Features(x));
        }
    }

    [Fact]
    public void Bad_input_is_refused_with_one_sentence()
    {
        Matrix x = Matrix.From(new[,] { { 1.0, 2 }, { 3, -4 }, { 5, 7 } });
        string[] y = ["a", "b", "a"];
        Should.Throw<ArgumentException>(() => new NaiveBayes { Likelihood = NaiveBayesLikelihood.Multinomial }.Fit(x, y)).Message.ShouldStartWith("Column 'x2' is -4 in row 1; this likelihood takes counts of at least 0.");
        NaiveBayesModel model = new NaiveBayes().Fit(x, y);
        Should.Throw<ArgumentException>(() => new NaiveBayes().Update(model, Tables.Data(x, ["a", "c", "a"]))).Message.ShouldStartWith("The target lists the classes a, c but the model was fitted on a, b.");
        Should.Throw<ArgumentException>(() => new NaiveBayes { Likelihood = NaiveBayesLikelihood.Bernoulli }.Update(model, Tables.Data(x, y))).Message.ShouldStartWith("The model counts for a Mixed likelihood");
        Should.Throw<ArgumentException>(() => model.PredictProbabilities([1, double.PositiveInfinity], new double[2])).Message.ShouldStartWith("Column 'x2' is infinite in the row to predict");
        Should.Throw<ArgumentException>(() => new NaiveBayes().Fit(Tables.Data(x, y) with { Offsets = new double[3] })).Message.ShouldStartWith("The data has offsets, but naive Bayes has no linear predictor");
        x[2, 0] = double.PositiveInfinity;
        Should.Throw<ArgumentException>(() => new NaiveBayes().Fit(x, y)).Message.ShouldStartWith("Column 'x1' is infinite in row 2; naive Bayes takes finite numbers and gaps.");
        x[2, 0] = 1e300;
        Should.Throw<ArgumentException>(() => new NaiveBayes().Fit(x, y)).Message.ShouldStartWith("Column 'x1' holds values too large");
    }

    [Fact]
    public void A_damaged_package_is_refused()
    {
        (Matrix x, string[] y) = Tables.Iris();
        PackageWriter writer = new();
        new NaiveBayes().Fit(x, y).Write(writer);
        writer.Document.Root["smoothing"] = -1.0;
        Should.Throw<InvalidDataException>(() => NaiveBayesModel.Read(new PackageReader(writer.Document, new Catalogue([], []))));
    }

    private static double[] Logs(NaiveBayesModel model, Matrix x, params int[] rows)
    {
        double[] all = new double[rows.Length * model.Classes.Count];
        for (int r = 0; r < rows.Length; r++)
            model.PredictLogProbabilities(x.Row(rows[r]), all.AsSpan(r * model.Classes.Count, model.Classes.Count));
        return all;
    }
}
