using Hone.Contracts;
using Hone.Models.Ensembles;
using Hone.Models.Linear;
using Hone.Models.Trees;
using Hone.Numerics;
using Hone.Tests.Models.Trees;

namespace Hone.Tests.Models.Ensembles;

public sealed class VotingTests
{
    private static readonly ILearner<IModel>[] Members = [new DecisionTree { Depth = 3 }, new RandomForest { Trees = 10 }, new GradientBoosting { Trees = 15 }];

    [Fact]
    [Trait("topic", "ensemble-methods")]
    public void Numbers_are_the_weighted_mean_of_the_members()
    {
        (Matrix x, double[] y) = TreeTables.Friedman(200);
        VotingModel model = new Voting { Members = Members, Weights = [1, 2, 5] }.Fit(x, y);
        double[][] own = [.. model.Members.Select(m => ((IRegressor)m).Predict(x))];
        double[] expected = [.. Enumerable.Range(0, 200).Select(i => (own[0][i] + (2 * own[1][i]) + (5 * own[2][i])) / 8)];
        Near.Equal(expected, ((IRegressor)model).Predict(x), relative: 1e-12);
    }

    [Fact]
    [Trait("topic", "ensemble-methods")]
    public void The_error_of_a_mean_is_the_mean_error_less_the_spread_of_the_members()
    {
        // Krogh and Vedelsby (1995): (f̄ − y)² = mean (fₘ − y)² − mean (fₘ − f̄)², an identity row by row.
        (Matrix x, double[] y) = TreeTables.Friedman(200);
        (Matrix testX, double[] testY) = TreeTables.Friedman(300, seed: 4);
        VotingModel model = new Voting { Members = Members }.Fit(x, y);
        double[] mean = ((IRegressor)model).Predict(testX);
        double[][] own = [.. model.Members.Select(m => ((IRegressor)m).Predict(testX))];
        double error = mean.Zip(testY, (f, t) => (f - t) * (f - t)).Average();
        double errors = own.Average(f => f.Zip(testY, (a, t) => (a - t) * (a - t)).Average());
        double spread = own.Average(f => f.Zip(mean, (a, m) => (a - m) * (a - m)).Average());
        Near.Equal(errors - spread, error, relative: 1e-10);
        Assert.True(error < errors);
    }

    [Fact]
    [Trait("topic", "ensemble-methods")]
    public void Soft_votes_average_probabilities_and_hard_votes_count_members()
    {
        TrainingData data = TreeTables.Mixed(300);
        VotingModel soft = new Voting { Members = Members }.Fit(data), hard = new Voting { Members = Members, Vote = VoteKind.Hard, Weights = [3, 1, 1] }.Fit(data);
        Matrix[] own = [.. soft.Members.Select(m => ((IClassifier)m).PredictProbabilities(data.X))];
        Matrix softFound = ((IClassifier)soft).PredictProbabilities(data.X), hardFound = ((IClassifier)hard).PredictProbabilities(data.X);
        int[][] votes = [.. hard.Members.Select(m => ((IClassifier)m).PredictClasses(data.X))];
        for (int i = 0; i < 300; i++)
        {
            for (int k = 0; k < 3; k++)
            {
                Near.Equal((own[0][i, k] + own[1][i, k] + own[2][i, k]) / 3, softFound[i, k], absolute: 1e-12);
                Near.Equal((votes[0][i] == k ? 0.6 : 0) + (votes[1][i] == k ? 0.2 : 0) + (votes[2][i] == k ? 0.2 : 0), hardFound[i, k], absolute: 1e-12);
            }
        }
    }

    [Fact]
    public void Needs_and_targets_are_those_of_all_members()
    {
        Assert.Equal(Needs.None, new Voting { Members = Members }.Needs);
        Voting mixed = new() { Members = [new Ridge(), new GradientBoosting()] };
        Assert.Equal(new Ridge().Needs, mixed.Needs);
        Assert.Equal(TargetKinds.Numbers, mixed.Targets);
        Assert.Contains("Ridge", Assert.Throws<ArgumentException>(() => mixed.Fit(TreeTables.Mixed(30))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_must_fit_the_members()
    {
        (Matrix x, double[] y) = TreeTables.Friedman(30);
        Assert.Throws<ArgumentException>(() => new Voting { Members = Members, Weights = [1, 2] }.Fit(x, y));
        Assert.Throws<ArgumentException>(() => new Voting { Weights = [0, 0] });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Voting { Weights = [1, -1] });
    }

    [Fact]
    public void A_stored_vote_predicts_the_same_bits()
    {
        TrainingData data = TreeTables.Mixed(200);
        VotingClassifier classes = (VotingClassifier)new Voting { Members = Members, Vote = VoteKind.Hard }.Fit(data);
        Assert.Equal(TreeTables.Bits(classes, data.X), TreeTables.Bits(TreeTables.Again(classes), data.X));
        (Matrix x, double[] y) = TreeTables.Friedman(100);
        VotingRegressor numbers = (VotingRegressor)new Voting().Fit(x, y);
        Assert.Equal(TreeTables.Bits(numbers, new Features(x)), TreeTables.Bits(TreeTables.Again(numbers), new Features(x)));
    }

    [Fact]
    public void Members_propose_each_in_a_scope_of_its_own()
    {
        Trial trial = new(0, d => d.Low);
        Voting proposed = (Voting)new Voting { Members = [new GradientBoosting(), new GradientBoosting()] }.Propose(trial);
        Assert.Contains("member 2 learning rate", trial.Values.Keys);
        Near.Equal(0.02, ((GradientBoosting)proposed.Members[0]).LearningRate, relative: 1e-12);
    }
}
