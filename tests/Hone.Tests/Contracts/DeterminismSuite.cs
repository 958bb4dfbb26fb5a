using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Tests.Contracts;

/// <summary>One seed gives one answer, for every learner.</summary>
public sealed class DeterminismSuite : LearnerSuite
{
    [Theory, MemberData(nameof(Cases))]
    public void The_same_seed_gives_the_same_bits_at_1_2_and_8_workers(string name, TargetKinds kind)
    {
        // More rows than go into one piece of anything.
        ILearner<IModel> learner = Learner(name);
        TrainingData data = ContractData.Make(learner, kind, rows: 1300, classes: 3);
        IModel one = learner.Fit(data, new FitContext(Seed: 7, Workers: 1));
        byte[] stored = ContractData.Stored(one);
        long[] predictions = Bits(ContractData.Predict(one, data.X, 1));
        foreach (int workers in (int[])[2, 8])
        {
            IModel other = learner.Fit(ContractData.Make(learner, kind, rows: 1300, classes: 3), new FitContext(Seed: 7, Workers: workers));
            ShouldBeSame(stored, ContractData.Stored(other), FormattableString.Invariant($"model at {workers} workers"));
            ShouldBeSame(predictions, Bits(ContractData.Predict(other, data.X, workers)), FormattableString.Invariant($"predictions at {workers} workers"));
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void Fitting_again_gives_what_a_new_learner_gives(string name, TargetKinds kind)
    {
        ILearner<IModel> learner = Learner(name);
        TrainingData data = ContractData.Make(learner, kind), other = ContractData.Make(learner, kind, seed: 2);
        byte[] fresh = ContractData.Stored(Learner(name).Fit(data, new FitContext(Seed: 3)));
        learner.Fit(other, new FitContext(Seed: 4));
        ShouldBeSame(fresh, ContractData.Stored(learner.Fit(data, new FitContext(Seed: 3))), "model");
    }

    [Theory, MemberData(nameof(Cases))]
    public void Neither_fitting_nor_predicting_changes_what_it_is_given(string name, TargetKinds kind)
    {
        ILearner<IModel> learner = Learner(name);
        TrainingData data = ContractData.Make(learner, kind) with { Weights = [.. Enumerable.Range(1, 80).Select(i => (double)i)] };
        TrainingData before = ContractData.Make(learner, kind);
        ContractData.Predict(learner.Fit(data), data.X);

        ShouldBeSame(Bits(before.X.ToDense().AsSpan().ToArray()), Bits(data.X.ToDense().AsSpan().ToArray()), "features");
        data.Weights.ShouldBe([.. Enumerable.Range(1, 80).Select(i => (double)i)]);
        if (data.Y is NumberTarget numbers)
            Bits(numbers.Values.AsSpan().ToArray()).ShouldBe(Bits(((NumberTarget)before.Y).Values.AsSpan().ToArray()));
        else
            ((ClassTarget)data.Y).Codes.ToArray().ShouldBe(((ClassTarget)before.Y).Codes.ToArray());
    }

    [Theory, MemberData(nameof(Cases))]
    public void A_model_saved_and_loaded_predicts_the_same_bits_and_saves_the_same_bytes(string name, TargetKinds kind)
    {
        ILearner<IModel> learner = Learner(name);
        TrainingData data = ContractData.Make(learner, kind, classes: 3);
        IModel model = learner.Fit(data, new FitContext(Seed: 5));
        byte[] stored = ContractData.Stored(model);
        IModel loaded = ContractData.Loaded(stored);

        loaded.GetType().ShouldBe(model.GetType());
        loaded.Inputs.ShouldBe(model.Inputs);
        loaded.Report.Iterations.ShouldBe(model.Report.Iterations);
        ShouldBeSame(Bits(ContractData.Predict(model, data.X)), Bits(ContractData.Predict(loaded, data.X)), "predictions");
        ShouldBeSame(stored, ContractData.Stored(loaded), "model");
    }

    [Theory, MemberData(nameof(Cases))]
    public void Many_rows_at_once_give_what_each_row_gives(string name, TargetKinds kind)
    {
        ILearner<IModel> learner = Learner(name);
        TrainingData data = ContractData.Make(learner, kind, rows: 300, classes: 3);
        IModel model = learner.Fit(data, new FitContext(Seed: 5));
        double[] batch = ContractData.Predict(model, data.X);
        int k = batch.Length / 300;
        double[] single = new double[batch.Length], scratch = new double[data.X.ColumnCount];
        for (int i = 0; i < 300; i++)
        {
            if (model is IClassifier classifier)
                classifier.PredictProbabilities(data.X.Row(i, scratch), single.AsSpan(i * k, k));
            else
                ((IRegressor)model).Predict(data.X.Row(i, scratch), single.AsSpan(i * k, k));
        }
        ShouldBeSame(Bits(batch), Bits(single), "predictions");
    }

    [Theory, MemberData(nameof(Cases))]
    public void Sparse_rows_are_predicted_as_dense_ones(string name, TargetKinds kind)
    {
        ILearner<IModel> learner = Learner(name);
        TrainingData data = ContractData.Make(learner, kind);
        IModel model = learner.Fit(data, new FitContext(Seed: 5));
        Features sparse = new(SparseMatrix.FromDense(data.X.ToDense()), data.X.Columns);
        double[] dense = ContractData.Predict(model, data.X);
        Near.Equal(dense, ContractData.Predict(model, sparse), relative: 1e-12, absolute: 1e-12);
    }

    [Theory, MemberData(nameof(Cases))]
    public void Predicting_one_row_allocates_nothing(string name, TargetKinds kind)
    {
        ILearner<IModel> learner = Learner(name);
        TrainingData data = ContractData.Make(learner, kind);
        IModel model = learner.Fit(data, new FitContext(Seed: 5));
        double[] row = data.X.ToDense().Row(0).ToArray(), result = new double[2];
        Allocated.Least(() =>
        {
            for (int i = 0; i < 100; i++)
            {
                if (model is IClassifier classifier)
                    classifier.PredictProbabilities(row, result);
                else
                    ((IRegressor)model).Predict(row, result.AsSpan(0, 1));
            }
        }).ShouldBe(0);
    }

    [Theory, MemberData(nameof(Cases))]
    public void Two_ranks_agree_on_one_model_or_the_learner_refuses_them(string name, TargetKinds kind)
    {
        ILearner<IModel> learner = Learner(name);
        TrainingData data = ContractData.Make(learner, kind, rows: 200);
        TrainingData[] halves = [data.TakeRows([.. Enumerable.Range(0, 90)]), data.TakeRows([.. Enumerable.Range(90, 110)])];
        byte[][] models;
        try
        {
            models = InProcessRanks.Run(2, rank => ContractData.Stored(learner.Fit(halves[rank.Rank], new FitContext(Seed: 9, Workers: 1, Collective: rank))));
        }
        catch (Exception refused) when (refused is ArgumentException or NotSupportedException)
        {
            refused.Message.ShouldContain("rank");
            return;
        }
        ShouldBeSame(models[0], models[1], "models of the ranks");
    }
}
