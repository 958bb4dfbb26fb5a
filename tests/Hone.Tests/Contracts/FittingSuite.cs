using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Tests.Contracts;

/// <summary>What every fit honours: weights, cancellation, an early stop, and the settings of its learner.</summary>
public sealed class FittingSuite : LearnerSuite
{
    [Theory, MemberData(nameof(Cases))]
    public void A_model_says_what_it_was_fitted_on(string name, TargetKinds kind)
    {
        ILearner<IModel> learner = Learner(name);
        TrainingData data = ContractData.Make(learner, kind, classes: 2);
        IModel model = learner.Fit(data);

        model.Inputs.ShouldBe(data.X.Columns);
        model.Report.Iterations.ShouldBeGreaterThan(0);
        if (data.Y is ClassTarget target)
        {
            IClassifier classifier = model.ShouldBeAssignableTo<IClassifier>()!;
            classifier.Classes.ShouldBe(target.Classes);
            classifier.Positive.ShouldBe(target.Positive);
        }
        else
        {
            model.ShouldBeAssignableTo<IRegressor>()!.Outputs.ShouldBe(1);
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void Probabilities_sum_to_1_and_predictions_are_finite(string name, TargetKinds kind)
    {
        ILearner<IModel> learner = Learner(name);
        foreach (int classes in (int[])[2, 3, 7])
        {
            TrainingData data = ContractData.Make(learner, kind, rows: 150, classes: classes);
            ShouldBeSound(learner.Fit(data, new FitContext(Seed: 2)), data);
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void Weights_of_1_change_nothing(string name, TargetKinds kind)
    {
        ILearner<IModel> learner = Learner(name);
        TrainingData data = ContractData.Make(learner, kind);
        double[] without = ContractData.Predict(learner.Fit(data, new FitContext(Seed: 2)), data.X);
        TrainingData weighted = data with { Weights = [.. Enumerable.Repeat(1.0, data.X.RowCount)] };
        Near.Equal(without, ContractData.Predict(learner.Fit(weighted, new FitContext(Seed: 2)), data.X), relative: 1e-9, absolute: 1e-9);
    }

    [Theory, MemberData(nameof(Cases))]
    public void Weights_are_honoured_or_refused(string name, TargetKinds kind)
    {
        ILearner<IModel> learner = Learner(name);
        TrainingData unlike = ContractData.Make(learner, kind);

        // Each row twice, with two targets: no model, however fine, can follow both.
        TrainingData data = new(unlike.X.TakeRows([.. Enumerable.Range(0, 40), .. Enumerable.Range(0, 40)]), unlike.Y);

        // One side of the target counts for nearly nothing.
        TrainingData weighted = data with
        {
            Weights = [.. Enumerable.Range(0, data.X.RowCount).Select(i => (data.Y is ClassTarget c ? c.Codes[i] == 0 : ((NumberTarget)data.Y).Values[i, 0] < 1) ? 1e-3 : 1)],
        };
        try
        {
            ContractData.Predict(learner.Fit(weighted, new FitContext(Seed: 2)), data.X).ShouldNotBe(ContractData.Predict(learner.Fit(data, new FitContext(Seed: 2)), data.X));
        }
        catch (ArgumentException refused)
        {
            refused.Message.ShouldContain("weight", Case.Insensitive);
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void Offsets_are_honoured_or_refused(string name, TargetKinds kind)
    {
        ILearner<IModel> learner = Learner(name);
        TrainingData data = ContractData.Make(learner, kind);
        TrainingData offset = data with { Offsets = [.. Enumerable.Range(0, data.X.RowCount).Select(i => (double)(i % 4))] };
        try
        {
            ContractData.Predict(learner.Fit(offset, new FitContext(Seed: 2)), data.X).ShouldNotBe(ContractData.Predict(learner.Fit(data, new FitContext(Seed: 2)), data.X));
        }
        catch (ArgumentException refused)
        {
            refused.Message.ShouldContain("offset", Case.Insensitive);
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void Being_told_of_progress_changes_nothing(string name, TargetKinds kind)
    {
        ILearner<IModel> learner = Learner(name);
        TrainingData data = ContractData.Make(learner, kind);
        Told told = new();
        byte[] with = ContractData.Stored(learner.Fit(data, new FitContext(Seed: 2, Progress: told)));
        ShouldBeSame(ContractData.Stored(learner.Fit(data, new FitContext(Seed: 2))), with, "model");
        told.Heard.ShouldAllBe(p => p.Stage.Length > 0 && p.Step >= 0 && (p.Steps == null || p.Step <= p.Steps));
        told.Threads.ShouldBeSubsetOf([Environment.CurrentManagedThreadId]);
    }

    [Theory, MemberData(nameof(Cases))]
    public void A_fit_that_is_cancelled_gives_up(string name, TargetKinds kind)
    {
        ILearner<IModel> learner = Learner(name);
        TrainingData data = ContractData.Make(learner, kind);
        Should.Throw<OperationCanceledException>(() => learner.Fit(data, new FitContext(Cancellation: new CancellationToken(canceled: true))));
    }

    [Theory, MemberData(nameof(Cases))]
    public void A_fit_that_is_stopped_keeps_the_best_so_far(string name, TargetKinds kind)
    {
        ILearner<IModel> learner = Learner(name);
        TrainingData data = ContractData.Make(learner, kind);
        ShouldBeSound(learner.Fit(data, new FitContext(Stop: new CancellationToken(canceled: true))), data);
    }

    [Theory, MemberData(nameof(Learners))]
    public void Every_setting_has_the_default_that_a_new_learner_has_and_goes_to_text_and_back(string name)
    {
        LearnerEntry entry = Tested.Catalogue.Learner(name);
        ILearner<IModel> fresh = entry.Create();
        foreach (Setting setting in entry.Settings)
        {
            setting.Get(fresh).ShouldBe(setting.Default);
            setting.With(fresh, setting.Get(fresh)).ShouldBe(fresh, setting.Name);
        }
        entry.Create().ShouldBe(fresh);
    }

    [Theory, MemberData(nameof(Learners))]
    public void A_setting_out_of_range_is_refused(string name)
    {
        LearnerEntry entry = Tested.Catalogue.Learner(name);
        foreach (Setting setting in entry.Settings)
        {
            string kind = setting.Kind.TrimEnd('?');
            string[] wild = kind switch
            {
                "number" => ["NaN"],
                "whole" => ["-2147483648"],
                "text" => [],
                _ => ["sorcery"],
            };
            foreach (string value in wild)
            {
                ArgumentException refused = Should.Throw<ArgumentException>(() => setting.With(entry.Create(), value), $"{name}.{setting.Name} took {value}");
                refused.Message.ShouldContain(setting.Name);
            }
        }
    }

    [Theory, MemberData(nameof(Learners))]
    public void What_a_learner_proposes_it_accepts(string name)
    {
        LearnerEntry entry = Tested.Catalogue.Learner(name);
        RandomStream random = RandomKey.FromSeed(4).Open();
        for (int round = 0; round < 40; round++)
        {
            int way = round;
            Trial trial = new(round, d => way switch
            {
                0 => d.Low,
                1 => d.High,
                _ => d.Log ? Math.Clamp(Math.Exp(random.Uniform(Math.Log(d.Low), Math.Log(d.High))), d.Low, d.High) : random.Uniform(d.Low, d.High),
            });
            ILearner<IModel> proposed = entry.Create().Propose(trial);

            proposed.GetType().ShouldBe(entry.Type);
            foreach (Setting setting in entry.Settings)
                setting.With(proposed, setting.Get(proposed)).ShouldBe(proposed);
            if (round < 4)
            {
                TargetKinds kind = proposed.Targets.HasFlag(TargetKinds.Numbers) ? TargetKinds.Numbers : TargetKinds.Classes;
                FitsOrRefuses(ContractData.Light(entry, proposed), ContractData.Make(proposed, kind)).ShouldBeNull();
            }
        }
    }

    private sealed class Told : IProgress<FitProgress>
    {
        public List<FitProgress> Heard { get; } = [];

        public HashSet<int> Threads { get; } = [];

        public void Report(FitProgress value)
        {
            Heard.Add(value);
            Threads.Add(Environment.CurrentManagedThreadId);
        }
    }
}
