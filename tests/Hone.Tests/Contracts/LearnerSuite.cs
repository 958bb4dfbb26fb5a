using Hone.Contracts;

namespace Hone.Tests.Contracts;

/// <summary>The cases of tests that run over every learner of the catalogue: a new one is tested as soon as it exists.</summary>
public abstract class LearnerSuite
{
    /// <summary>Each learner with each kind of target it learns.</summary>
    public static TheoryData<string, TargetKinds> Cases
    {
        get
        {
            TheoryData<string, TargetKinds> cases = [];
            foreach (LearnerEntry entry in Tested.Catalogue.Learners)
            {
                foreach (TargetKinds kind in (TargetKinds[])[TargetKinds.Numbers, TargetKinds.Classes])
                {
                    if (entry.Create().Targets.HasFlag(kind))
                        cases.Add(entry.Name, kind);
                }
            }
            return cases;
        }
    }

    /// <summary>Each learner.</summary>
    public static TheoryData<string> Learners => [.. Tested.Catalogue.Learners.Select(e => e.Name)];

    protected static ILearner<IModel> Learner(string name) => ContractData.Light(Tested.Catalogue.Learner(name));

    /// <summary>A fit that either works, with finite predictions, or is refused in a sentence; returns the sentence.</summary>
    protected static string? FitsOrRefuses(ILearner<IModel> learner, TrainingData data)
    {
        IModel model;
        try
        {
            model = learner.Fit(data, new FitContext(Seed: 1, Workers: 2));
        }
        catch (ArgumentException refused)
        {
            refused.GetType().ShouldBeOneOf(typeof(ArgumentException), typeof(ArgumentOutOfRangeException));
            refused.Message.Length.ShouldBeGreaterThan(20);
            return refused.Message;
        }
        ShouldBeSound(model, data);
        return null;
    }

    /// <summary>Predictions of the training rows are finite, and probabilities are probabilities.</summary>
    protected static void ShouldBeSound(IModel model, TrainingData data)
    {
        double[] predictions = ContractData.Predict(model, data.X);
        predictions.ShouldAllBe(p => double.IsFinite(p));
        if (model is not IClassifier classifier)
            return;
        int k = classifier.Classes.Count;
        for (int i = 0; i < data.X.RowCount; i++)
        {
            Span<double> row = predictions.AsSpan(i * k, k);
            double sum = 0;
            foreach (double p in row)
            {
                p.ShouldBeInRange(0, 1);
                sum += p;
            }
            Near.Equal(1, sum, absolute: 1e-12);
        }
    }

    /// <summary>Equal values; said briefly, because they are many.</summary>
    protected static void ShouldBeSame<T>(T[] expected, T[] found, string of)
        where T : IEquatable<T>
    {
        int same = expected.AsSpan().CommonPrefixLength(found);
        Assert.True(same == expected.Length && same == found.Length, FormattableString.Invariant($"{of}: {expected.Length} and {found.Length} values, of which the first {same} agree"));
    }

    protected static long[] Bits(double[] values) => [.. values.Select(BitConverter.DoubleToInt64Bits)];
}
