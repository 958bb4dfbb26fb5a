using Hone.Contracts;
using Hone.Models.Neighbors;
using Hone.Numerics;

namespace Hone.Tests.Models.Neighbors;

[Trait("topic", "knn")]
public class NearestNeighborsTests
{
    // scikit-learn 1.2.1, KNeighborsClassifier(5, algorithm='brute') fitted on every second row of iris, predicting the others; rows equally far by
    // decimals but not by their binary forms are broken alike, because both take differences first.
    [Theory]
    [InlineData(NeighborMetric.Euclidean, NeighborWeighting.Uniform, "000000000000000000000000011111111111111112111111112222222222222222222222222")]
    [InlineData(NeighborMetric.Euclidean, NeighborWeighting.Distance, "000000000000000000000000011111111111111112111111112222222222222222222222222")]
    [InlineData(NeighborMetric.Manhattan, NeighborWeighting.Uniform, "000000000000000000000000011111111111111112111111112222222221222222122222222")]
    [InlineData(NeighborMetric.Manhattan, NeighborWeighting.Distance, "000000000000000000000000011111111111111112111111112222222221222222122222222")]
    [InlineData(NeighborMetric.Chebyshev, NeighborWeighting.Uniform, "000000000000000000000000011111111111111112111111112222221221222222222222222")]
    [InlineData(NeighborMetric.Chebyshev, NeighborWeighting.Distance, "000000000000000000000000011111111111111112111111112222222221222222222222222")]
    [InlineData(NeighborMetric.Cosine, NeighborWeighting.Uniform, "000000000000000000000000011111111111111112111111112222222222222221222222222")]
    [InlineData(NeighborMetric.Cosine, NeighborWeighting.Distance, "000000000000000000000000011111111111111112111111112222222222222211122222222")]
    public void Iris_predictions_are_those_of_scikit_learn(NeighborMetric metric, NeighborWeighting weighting, string expected)
    {
        (Matrix x, string[] y) = Tables.Iris();
        int[] even = [.. Enumerable.Range(0, 75).Select(i => 2 * i)], odd = [.. even.Select(i => i + 1)];
        IClassifier model = new NearestNeighbors { Metric = metric, Weighting = weighting }.FitClassifier(x.TakeRows(even), [.. even.Select(i => y[i])]);
        string.Concat(model.PredictClasses(new Features(x.TakeRows(odd)))).ShouldBe(expected);
    }

    // scikit-learn 1.2.1, KNeighborsRegressor(7, weights) on the first 300 standardised rows of diabetes, predicting rows 300, 350 and 441.
    [Fact]
    public void Diabetes_predictions_are_those_of_scikit_learn()
    {
        (Matrix x, double[] y) = Tables.Diabetes();
        x = Tables.Standardised(x);
        NearestNeighbors learner = new() { Neighbors = 7 };
        Matrix rows = x.TakeRows([300, 350, 441]);
        Near.Equal([183.28571428571428, 268.7142857142857, 95.42857142857143], learner.FitRegressor(x.RowRange(0, 300), y[..300]).Predict(rows), relative: 1e-12);
        Near.Equal([189.8159675859132, 270.2388917542716, 94.94758427992097], (learner with { Weighting = NeighborWeighting.Distance }).FitRegressor(x.RowRange(0, 300), y[..300]).Predict(rows), relative: 1e-12);
    }

    [Fact]
    public void Brute_force_and_both_trees_find_identical_neighbours()
    {
        foreach (int columns in (int[])[1, 3, 12])
        {
            (Matrix x, double[] y) = Samples.Linear(rows: 700, columns, seed: 4);
            x = x.Map(v => Math.Round(v, 1));                  // many ties
            foreach (NeighborMetric metric in (NeighborMetric[])[NeighborMetric.Euclidean, NeighborMetric.Manhattan, NeighborMetric.Chebyshev])
            {
                NearestNeighbors learner = new() { Metric = metric, Neighbors = 9, Search = NeighborSearch.BruteForce };
                NearestNeighborsModel brute = learner.Fit(x, y);
                foreach (NeighborSearch search in (NeighborSearch[])[NeighborSearch.KdTree, NeighborSearch.BallTree])
                {
                    NearestNeighborsModel tree = (learner with { Search = search }).Fit(x, y);
                    int[] expected = new int[9], found = new int[9];
                    double[] far = new double[9], also = new double[9];
                    for (int i = 0; i < 700; i += 7)
                    {
                        brute.Find(x.Row(i), expected, far).ShouldBe(9);
                        tree.Find(x.Row(i), found, also).ShouldBe(9);
                        found.ShouldBe(expected);
                        also.ShouldBe(far);
                    }
                }
            }
        }
    }

    [Fact]
    public void Neighbours_come_nearest_first_and_equal_ones_in_the_order_of_rows()
    {
        Matrix x = Matrix.From(new[,] { { 3.0 }, { 1 }, { 2 }, { 1 }, { 5 }, { 1 } });
        foreach (NeighborSearch search in Enum.GetValues<NeighborSearch>())
        {
            int[] rows = new int[4];
            double[] distances = new double[4];
            new NearestNeighbors { Search = search }.Fit(x, [0.0, 0, 0, 0, 0, 0]).Find([1], rows, distances);
            rows.ShouldBe([1, 3, 5, 2]);
            distances.ShouldBe([0, 0, 0, 1]);
        }
    }

    [Fact]
    public void Distances_are_those_of_the_metric()
    {
        Matrix x = Matrix.From(new[,] { { 3.0, 4 } });
        double Distance(NeighborMetric metric)
        {
            double[] distance = new double[1];
            new NearestNeighbors { Metric = metric }.Fit(x, [1.0]).Find([0, 8], new int[1], distance);
            return distance[0];
        }
        Distance(NeighborMetric.Euclidean).ShouldBe(5);
        Distance(NeighborMetric.Manhattan).ShouldBe(7);
        Distance(NeighborMetric.Chebyshev).ShouldBe(4);
        Near.Equal(1 - 0.8, Distance(NeighborMetric.Cosine), relative: 1e-12);
    }

    [Fact]
    public void Sparse_rows_have_the_neighbours_of_dense_ones()
    {
        (Matrix x, double[] y) = Samples.Sparse(rows: 120, columns: 40, seed: 2);
        for (int i = 0; i < 120; i++)
            x[i, 0] = 1 + (i / 500.0);                         // no two rows alike, none empty
        Features sparse = new(SparseMatrix.FromDense(x));
        foreach (NeighborMetric metric in Enum.GetValues<NeighborMetric>())
        {
            NearestNeighbors learner = new() { Metric = metric, Weighting = NeighborWeighting.Distance };
            NearestNeighborsModel model = learner.Fit(new TrainingData(sparse, new NumberTarget(y)));
            Near.Equal(ModelChecks.Predictions(learner.Fit(x, y), new Features(x)).AsSpan(), ModelChecks.Predictions(model, sparse).AsSpan(), absolute: 1e-4);
            ModelChecks.RoundTripPredictsTheSame((NeighborsRegressor)model, sparse);
        }
    }

    [Fact]
    public void One_neighbour_gives_back_the_training_rows_and_all_give_the_mean()
    {
        (Matrix x, double[] y) = Samples.Linear(rows: 90, columns: 3, seed: 4);
        new NearestNeighbors { Neighbors = 1 }.FitRegressor(x, y).Predict(x).ShouldBe(y);
        foreach (int k in (int[])[90, 1000])
            Near.Equal(y.Average(), new NearestNeighbors { Neighbors = k }.FitRegressor(x, y).Predict(x)[5], relative: 1e-12);
        new NearestNeighbors { Neighbors = 3, Weighting = NeighborWeighting.Distance }.FitRegressor(x, y).Predict(x).ShouldBe(y);
    }

    [Fact]
    public void Weights_multiply_votes_and_a_weight_of_zero_leaves_the_row_out()
    {
        Matrix x = Matrix.From(new[,] { { 0.0 }, { 1 }, { 2 }, { 9 } });
        TrainingData data = Tables.Data(x, [1.0, 2, 4, 50]) with { Weights = [1, 3, 0, 1] };
        double[] prediction = new double[1];
        ((IRegressor)new NearestNeighbors { Neighbors = 2 }.Fit(data)).Predict([1.9], prediction);
        Near.Equal(1.75, prediction[0], relative: 1e-15);
    }

    [Fact]
    public void Several_outputs_are_predicted_side_by_side()
    {
        (Matrix x, double[] y) = Samples.Linear(rows: 80, columns: 2, seed: 4);
        Matrix both = new(80, 2);
        for (int i = 0; i < 80; i++)
            (both[i, 0], both[i, 1]) = (y[i], -y[i]);
        Matrix found = ((IRegressor)new NearestNeighbors().Fit(new TrainingData(new Features(x), new NumberTarget(both)))).Predict(new Features(x));
        for (int i = 0; i < 80; i++)
            Near.Equal(found[i, 0], -found[i, 1], relative: 1e-14);
    }

    [Fact]
    public void Settings_change_the_model()
    {
        (Matrix x, double[] y) = Samples.Linear(rows: 200, columns: 3, seed: 4);
        double[] Of(NearestNeighbors learner) => learner.FitRegressor(x, y).Predict(x);
        Of(new NearestNeighbors { Neighbors = 6 }).ShouldNotBe(Of(new NearestNeighbors()));
        Of(new NearestNeighbors { Metric = NeighborMetric.Manhattan }).ShouldNotBe(Of(new NearestNeighbors()));
        Of(new NearestNeighbors { Weighting = NeighborWeighting.Distance }).ShouldNotBe(Of(new NearestNeighbors()));
        new NearestNeighbors().Fit(x, y).Search.ShouldBe(NeighborSearch.KdTree);
        ((NearestNeighbors)new NearestNeighbors().Propose(new Trial(0, d => d.High))).Neighbors.ShouldBe(50);
    }

    [Fact]
    public void Every_contract_of_a_model_holds()
    {
        (Matrix x, double[] y) = Samples.Linear(rows: 600, columns: 3, seed: 4);
        (Matrix z, string[] classes) = Samples.Clouds(rows: 600, columns: 3, classes: 3, seed: 4);
        foreach (NeighborSearch search in (NeighborSearch[])[NeighborSearch.BruteForce, NeighborSearch.KdTree, NeighborSearch.BallTree])
        {
            NearestNeighbors learner = new() { Search = search, Weighting = NeighborWeighting.Distance, Neighbors = search == NeighborSearch.KdTree ? 200 : 4 };
            ModelChecks.All(learner, Tables.Data(x, y));
            ModelChecks.All(learner, Tables.Data(z, classes));
            ModelChecks.RoundTripPredictsTheSame((NeighborsRegressor)learner.Fit(x, y), new Features(x));
            ModelChecks.RoundTripPredictsTheSame((NeighborsClassifier)learner.Fit(z, classes), new Features(z));
        }
    }

    [Fact]
    public void Bad_input_is_refused_with_one_sentence()
    {
        Matrix x = Matrix.From(new[,] { { 1.0, 2 }, { 3, 4 } });
        Should.Throw<ArgumentOutOfRangeException>(() => new NearestNeighbors { Neighbors = 0 }).Message.ShouldStartWith("Neighbors must be a whole number of at least 1; found 0.");
        Should.Throw<ArgumentException>(() => new NearestNeighbors { Metric = NeighborMetric.Cosine, Search = NeighborSearch.KdTree }.Fit(x, [1.0, 2])).Message.ShouldStartWith("Trees take a metric that obeys the triangle inequality");
        Should.Throw<ArgumentException>(() => new NearestNeighbors { Search = NeighborSearch.BallTree }.Fit(new TrainingData(new Features(SparseMatrix.FromDense(x)), new NumberTarget([1.0, 2])))).Message.ShouldStartWith("Trees take dense rows");
        NearestNeighborsModel model = new NearestNeighbors().Fit(x, [1.0, 2]);
        Should.Throw<ArgumentException>(() => ((IRegressor)model).Predict([1, double.NaN], new double[1])).Message.ShouldStartWith("Column 'x2' is missing in the row to predict");
        x[1, 0] = double.PositiveInfinity;
        Should.Throw<ArgumentException>(() => new NearestNeighbors().Fit(x, [1.0, 2])).Message.ShouldStartWith("Column 'x1' is infinite in row 1; nearest neighbours takes finite numbers.");
    }
}
