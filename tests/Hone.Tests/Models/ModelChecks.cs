using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Tests.Models;

/// <summary>What holds for every learner's models, checked on one data set.</summary>
internal static class ModelChecks
{
    /// <summary>All of them; <paramref name="rankTolerance"/> is how far two ranks may be from one, relative to the largest prediction.</summary>
    public static void All<TModel>(ILearner<TModel> learner, TrainingData data, double rankTolerance = 1e-9)
        where TModel : class, IModel
    {
        TModel model = learner.Fit(data);
        BatchEqualsRows(model, data.X);
        OneRowAllocatesNothing(model, data.X);
        SameBitsForAnyWorkers(learner, data);
        RefitIsTheSame(learner, data);
        InputIsUntouched(learner, data);
        TwoRanksEqualOne(learner, data, rankTolerance);
    }

    public static T RoundTrip<T>(T model)
        where T : class, IStored<T>
    {
        PackageWriter writer = new();
        model.Write(writer);
        return T.Read(new PackageReader(writer.Document, new Catalogue([], [])));
    }

    public static void RoundTripPredictsTheSame<T>(T model, Features x)
        where T : class, IModel, IStored<T>
    {
        T read = RoundTrip(model);
        Assert.Equal(model.Inputs, read.Inputs);
        Assert.Equal(model.Report.Stop, read.Report.Stop);
        Same(Predictions(model, x), Predictions(read, x));
    }

    public static Matrix Predictions(IModel model, Features x, int? workers = null) => model switch
    {
        IRegressor regressor => regressor.Predict(x, workers),
        IClassifier classifier => classifier.PredictProbabilities(x, workers),
        _ => throw new ArgumentException("neither"),
    };

    public static void Same(Matrix expected, Matrix found)
    {
        Assert.Equal((expected.Rows, expected.Columns), (found.Rows, found.Columns));
        Assert.True(expected.AsSpan().SequenceEqual(found.AsSpan()), "the bits differ");
    }

    public static void BatchEqualsRows(IModel model, Features x)
    {
        Matrix batch = Predictions(model, x);
        double[] row = new double[x.ColumnCount], one = new double[batch.Columns];
        for (int i = 0; i < x.RowCount; i++)
        {
            x.CopyRow(i, row);
            PredictRow(model, row, one);
            Assert.True(batch.Row(i).SequenceEqual(one), $"row {i} differs alone and in the batch");
            if (model is IClassifier)
                Near.Equal(1, one.Sum(), absolute: 1e-12);
        }
        if (!x.IsSparse && x.Columns.All(c => !c.IsCategory))
            Same(batch, Predictions(model, new Features(SparseMatrix.FromDense(x.ToDense()), x.Columns)));
    }

    public static void OneRowAllocatesNothing(IModel model, Features x)
    {
        double[] row = new double[x.ColumnCount];
        x.CopyRow(0, row);
        double[] one = new double[model is IRegressor r ? r.Outputs : ((IClassifier)model).Classes.Count];
        Assert.Equal(0, Allocated.Least(() =>
        {
            for (int i = 0; i < 100; i++)
                PredictRow(model, row, one);
        }));
    }

    public static void SameBitsForAnyWorkers<TModel>(ILearner<TModel> learner, TrainingData data)
        where TModel : class, IModel
    {
        Matrix one = Predictions(learner.Fit(data, new FitContext(Seed: 5, Workers: 1)), data.X, 1);
        foreach (int workers in (int[])[2, 8])
            Same(one, Predictions(learner.Fit(data, new FitContext(Seed: 5, Workers: workers)), data.X, workers));
    }

    public static void RefitIsTheSame<TModel>(ILearner<TModel> learner, TrainingData data)
        where TModel : class, IModel =>
        Same(Predictions(learner.Fit(data), data.X), Predictions(learner.Fit(data), data.X));

    public static void InputIsUntouched<TModel>(ILearner<TModel> learner, TrainingData data)
        where TModel : class, IModel
    {
        Matrix before = data.X.ToDense().Copy();
        learner.Fit(data);
        Same(before, data.X.ToDense());
    }

    /// <summary>Every second row on each of two ranks.</summary>
    public static void TwoRanksEqualOne<TModel>(ILearner<TModel> learner, TrainingData data, double tolerance)
        where TModel : class, IModel
    {
        TModel[] models = OnTwoRanks(learner, data);
        Matrix alone = Predictions(learner.Fit(data), data.X);
        Same(Predictions(models[0], data.X), Predictions(models[1], data.X));
        double largest = 0;
        foreach (double value in alone.AsSpan())
            largest = Math.Max(largest, Math.Abs(value));
        Near.Equal(alone.AsSpan(), Predictions(models[0], data.X).AsSpan(), absolute: tolerance * largest);
    }

    public static TModel[] OnTwoRanks<TModel>(ILearner<TModel> learner, TrainingData data)
        where TModel : class, IModel =>
        InProcessRanks.Run(2, ranks =>
        {
            int[] rows = [.. Enumerable.Range(0, data.X.RowCount).Where(i => i % 2 == ranks.Rank)];
            return learner.Fit(data.TakeRows(rows), new FitContext(Collective: ranks));
        });

    /// <summary>Each row as often as its whole weight says.</summary>
    public static TrainingData Duplicated(TrainingData data, int[] weights) => data.TakeRows(
        [.. Enumerable.Range(0, weights.Length).SelectMany(i => Enumerable.Repeat(i, weights[i]))]);

    private static void PredictRow(IModel model, double[] row, double[] one)
    {
        if (model is IRegressor regressor)
            regressor.Predict(row, one);
        else
            ((IClassifier)model).PredictProbabilities(row, one);
    }
}
