using Hone.Contracts;
using Hone.Models;
using Hone.Models.Linear;
using Hone.Models.Trees;
using Hone.Numerics;

namespace Hone.Tests.Models;

public sealed class ConcurrentFitsTests
{
    [Fact]
    public async Task A_thousand_fits_at_once_all_end_and_give_what_one_alone_gives()
    {
        Matrix x = Numerics.Samples.Matrix(6000, 6, 1);
        TrainingData large = new(new Features(x), new NumberTarget(x.Column(0))), small = new(new Features(x.RowRange(0, 300).Copy()), new NumberTarget(x.RowRange(0, 300).Copy().Column(0)));
        ILearner<IModel> ridge = new Ridge(), forest = new RandomForest { Trees = 3 };
        double[] ofRidge = Predictions(ridge, large), ofForest = Predictions(forest, small);
        Task<double[]>[] fits = [.. Enumerable.Range(0, 1000).Select(i => Task.Run(() => i % 2 == 0 ? Predictions(ridge, large) : Predictions(forest, small)))];
        double[][] found = await Task.WhenAll(fits).WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        for (int i = 0; i < found.Length; i++)
            Assert.Equal(i % 2 == 0 ? ofRidge : ofForest, found[i]);
    }

    private static double[] Predictions(ILearner<IModel> learner, TrainingData data)
    {
        IRegressor model = (IRegressor)learner.Fit(data, new FitContext(Seed: 3));
        Matrix predictions = new(20, 1);
        model.Predict(new Features(data.X.ToDense().RowRange(0, 20).Copy()), predictions, workers: null);
        return predictions.Column(0);
    }
}
