using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Tests.Contracts;

/// <summary>What is out of the ordinary is either handled, with finite answers, or refused in a sentence, by every learner.</summary>
public sealed class BadInputSuite : LearnerSuite
{
    [Theory, MemberData(nameof(Cases))]
    public void A_gap_is_handled_or_refused_by_its_column(string name, TargetKinds kind)
    {
        ILearner<IModel> learner = Learner(name);
        Matrix x = ContractData.Random(40, 3);
        x[7, 1] = double.NaN;
        TrainingData data = ContractData.Plain(x, kind);
        string? refused = FitsOrRefuses(learner, data);
        if (learner.Needs.HasFlag(Needs.Complete))
            refused.ShouldNotBeNull().ShouldContain("x2");
        else
            refused.ShouldBeNull();
    }

    [Theory, MemberData(nameof(Cases))]
    public void An_infinite_value_is_handled_or_refused_by_its_column(string name, TargetKinds kind)
    {
        Matrix x = ContractData.Random(40, 3);
        x[7, 1] = double.NegativeInfinity;
        FitsOrRefuses(Learner(name), ContractData.Plain(x, kind))?.ShouldContain("x2");
    }

    [Theory, MemberData(nameof(Cases))]
    public void A_category_is_handled_or_refused_by_its_column(string name, TargetKinds kind)
    {
        ILearner<IModel> learner = Learner(name);
        Matrix x = ContractData.Random(40, 2);
        for (int i = 0; i < 40; i++)
            x[i, 1] = i % 3;
        TrainingData numbers = ContractData.Plain(x, kind);
        TrainingData data = new(new Features(x, [new FeatureColumn("x1"), new FeatureColumn("colour", ["red", "green", "blue"])]), numbers.Y);
        string? refused = FitsOrRefuses(learner, data);
        if (learner.Needs.HasFlag(Needs.Numbers))
            refused.ShouldNotBeNull().ShouldContain("colour");
        else
            refused.ShouldBeNull();
    }

    [Theory, MemberData(nameof(Cases))]
    public void A_negative_value_is_handled_or_refused_by_its_column(string name, TargetKinds kind)
    {
        ILearner<IModel> learner = Learner(name);
        Matrix x = ContractData.Random(40, 3);
        x[7, 1] = -3;
        string? refused = FitsOrRefuses(learner, ContractData.Plain(x, kind));
        if (learner.Needs.HasFlag(Needs.NonNegative))
            refused.ShouldNotBeNull().ShouldContain("x2");
        else
            refused.ShouldBeNull();
    }

    [Theory, MemberData(nameof(Learners))]
    public void A_kind_of_target_that_it_does_not_learn_is_refused(string name)
    {
        ILearner<IModel> learner = Learner(name);
        foreach (TargetKinds kind in (TargetKinds[])[TargetKinds.Numbers, TargetKinds.Classes])
        {
            if (learner.Targets.HasFlag(kind))
                continue;
            TrainingData data = ContractData.Plain(ContractData.Random(20, 2), kind);
            Should.Throw<ArgumentException>(() => learner.Fit(data)).Message.Length.ShouldBeGreaterThan(20);
        }
        learner.Targets.ShouldNotBe(TargetKinds.None);
    }

    [Theory, MemberData(nameof(Cases))]
    public void Several_numbers_a_row_are_learned_or_refused(string name, TargetKinds kind)
    {
        if (kind != TargetKinds.Numbers)
            return;
        ILearner<IModel> learner = Learner(name);
        Matrix x = ContractData.Random(40, 3);
        TrainingData data = new(new Features(x), new NumberTarget(ContractData.Random(40, 2, seed: 8)));
        if (FitsOrRefuses(learner, data) is null)
            ((IRegressor)learner.Fit(data)).Outputs.ShouldBe(2);
    }

    [Theory, MemberData(nameof(Cases))]
    public void One_row_is_enough_or_refused(string name, TargetKinds kind) =>
        FitsOrRefuses(Learner(name), ContractData.Plain(ContractData.Random(1, 3), kind));

    [Theory, MemberData(nameof(Cases))]
    public void Two_rows_are_enough_or_refused(string name, TargetKinds kind) =>
        FitsOrRefuses(Learner(name), ContractData.Plain(ContractData.Random(2, 3), kind));

    [Theory, MemberData(nameof(Cases))]
    public void One_column_is_enough(string name, TargetKinds kind) =>
        FitsOrRefuses(Learner(name), ContractData.Plain(ContractData.Random(40, 1), kind)).ShouldBeNull();

    [Theory, MemberData(nameof(Cases))]
    public void No_column_is_handled_or_refused(string name, TargetKinds kind) =>
        FitsOrRefuses(Learner(name), ContractData.Plain(new Matrix(20, 0), kind));

    [Theory, MemberData(nameof(Cases))]
    public void More_columns_than_rows_are_learned(string name, TargetKinds kind) =>
        FitsOrRefuses(Learner(name), ContractData.Plain(ContractData.Random(12, 30), kind)).ShouldBeNull();

    [Theory, MemberData(nameof(Cases))]
    public void Constant_and_doubled_columns_are_learned(string name, TargetKinds kind)
    {
        Matrix x = ContractData.Random(40, 4);
        for (int i = 0; i < 40; i++)
        {
            x[i, 1] = 3;
            x[i, 2] = 0;
            x[i, 3] = x[i, 0];
        }
        FitsOrRefuses(Learner(name), ContractData.Plain(x, kind)).ShouldBeNull();
    }

    [Theory, MemberData(nameof(Cases))]
    public void Rows_that_are_all_alike_are_learned(string name, TargetKinds kind)
    {
        Matrix x = new(20, 2);
        x.AsSpan().Fill(1.5);
        FitsOrRefuses(Learner(name), ContractData.Plain(x, kind)).ShouldBeNull();
    }

    [Theory, MemberData(nameof(Cases))]
    public void A_target_that_never_changes_is_learned_or_refused(string name, TargetKinds kind)
    {
        ILearner<IModel> learner = Learner(name);
        Features x = new(ContractData.Random(30, 3));
        double[] values = [.. Enumerable.Repeat(2.5, 30)];
        if (kind == TargetKinds.Numbers)
        {
            FitsOrRefuses(learner, new TrainingData(x, new NumberTarget(values))).ShouldBeNull();
            foreach (double p in ContractData.Predict(learner.Fit(new TrainingData(x, new NumberTarget(values))), x))
                Near.Equal(2.5, p, relative: 1e-9);
            return;
        }
        FitsOrRefuses(learner, new TrainingData(x, new ClassTarget(new int[30], ["only"])));
        FitsOrRefuses(learner, new TrainingData(x, new ClassTarget(new int[30], ["this", "that"])));
        FitsOrRefuses(learner, new TrainingData(x, new ClassTarget([.. Enumerable.Range(0, 30).Select(i => 2 * (i % 2))], ["a", "absent", "b"])));
    }

    [Theory, MemberData(nameof(Cases))]
    public void Very_large_and_very_small_values_do_not_become_NaN(string name, TargetKinds kind)
    {
        foreach (double scale in (double[])[1e150, 1e-150, 1e300, 1e-300])
        {
            Matrix x = ContractData.Random(40, 3);
            for (int i = 0; i < 40; i++)
                x[i, 1] *= scale;
            FitsOrRefuses(Learner(name), ContractData.Plain(x, kind));
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void Rows_to_predict_with_other_columns_are_refused(string name, TargetKinds kind)
    {
        ILearner<IModel> learner = Learner(name);
        TrainingData data = ContractData.Plain(ContractData.Random(40, 3), kind);
        IModel model = learner.Fit(data);
        Should.Throw<ArgumentException>(() => ContractData.Predict(model, new Features(ContractData.Random(5, 4)))).Message.ShouldContain("4 columns");
        Features renamed = new(ContractData.Random(5, 3), [new FeatureColumn("x1"), new FeatureColumn("other"), new FeatureColumn("x3")]);
        Should.Throw<ArgumentException>(() => ContractData.Predict(model, renamed)).Message.ShouldContain("other");
        ContractData.Predict(model, new Features(new Matrix(0, 3))).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Cases))]
    public void A_gap_in_a_row_to_predict_never_comes_out_as_NaN(string name, TargetKinds kind)
    {
        ILearner<IModel> learner = Learner(name);
        IModel model = learner.Fit(ContractData.Plain(ContractData.Random(40, 3), kind));
        Matrix rows = ContractData.Random(5, 3);
        rows[3, 1] = double.NaN;
        try
        {
            ContractData.Predict(model, new Features(rows)).ShouldAllBe(p => double.IsFinite(p));
        }
        catch (ArgumentException refused)
        {
            refused.Message.ShouldContain("x2");
        }
    }
}
