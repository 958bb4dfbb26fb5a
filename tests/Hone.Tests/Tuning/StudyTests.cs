using Hone.Contracts;
using Hone.Tests.Evaluation;
using Hone.Tuning;

namespace Hone.Tests.Tuning;

public sealed class StudyTests
{
    private static double Bowl(Trial trial)
    {
        double x = trial.Uniform("x", -5, 5), y = trial.LogUniform("y", 1e-3, 1e3);
        int k = trial.Integer("k", 0, 20);
        string kind = trial.Choice("kind", "a", "b", "c");
        return ((x - 2) * (x - 2)) + Math.Pow(Math.Log10(y) + 1, 2) + (0.02 * (k - 15) * (k - 15)) + (kind == "b" ? 0 : 1);
    }

    private static Study After(ISampler sampler, int trials, ulong seed, Func<Trial, double>? function = null)
    {
        Study study = new(isBetterWhenHigher: false, sampler, seed: seed);
        study.Run(function ?? Bowl, SearchLimits.Of(trials));
        return study;
    }

    [Fact]
    public void A_search_begins_where_its_dimensions_say_and_a_random_one_does_not()
    {
        double At(Trial trial) => trial.LogUniform("rate", 0.01, 1, start: 0.05) + trial.Integer("leaves", 4, 128, log: true, start: 63) + trial.Uniform("share", 0, 1, start: 0.8);
        double First(ISampler sampler)
        {
            Study study = new(isBetterWhenHigher: false, sampler);
            study.Run(At, SearchLimits.Of(2));
            Assert.NotEqual(63.85, study.History[1].Score!.Value, 1e-9);
            return study.History[0].Score!.Value;
        }

        Assert.Equal(63.85, First(new ParzenSampler()), 1e-12);
        Assert.NotEqual(63.85, First(new ParzenSampler { BeginAtStart = false }), 1e-9);
        Assert.NotEqual(63.85, First(new RandomSampler()), 1e-9);
        Assert.Contains("start must be from 1 to 2; found 3", Assert.Throws<ArgumentOutOfRangeException>(() => new Trial(0, d => d.Low).Uniform("x", 1, 2, start: 3)).Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("topic", "hyperparameter-tuning")]
    [Trait("topic", "bayesian-optimization")]
    public void The_Parzen_estimator_beats_random_search_at_equal_cost()
    {
        double[] parzen = Final(new ParzenSampler()), random = Final(new RandomSampler()), apart = Final(new ParzenSampler { Together = false });
        Assert.True(Median(parzen) < 0.5 * Median(random), $"{Median(parzen)} against {Median(random)}");
        Assert.True(Median(apart) < 0.5 * Median(random), $"{Median(apart)} against {Median(random)}");

        static double[] Final(ISampler sampler) => [.. Enumerable.Range(0, 20).Select(seed => After(sampler, 60, (ulong)seed).Best!.Score!.Value)];
        static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);
    }

    [Fact]
    [Trait("topic", "random-search")]
    public void Random_search_beats_a_grid_of_equal_cost_where_one_dimension_of_three_matters()
    {
        static double OneMatters(Trial t)
        {
            double x = t.Uniform("x", 0, 1);
            t.Uniform("idle", 0, 1);
            t.Uniform("idler", 0, 1);
            return Math.Abs(x - 0.377);
        }
        double grid = After(new GridSampler { Points = 4 }, 1000, 0, OneMatters).Best!.Score!.Value;
        int wins = Enumerable.Range(0, 20).Count(seed => After(new RandomSampler(), 64, (ulong)seed, OneMatters).Best!.Score < grid);
        Assert.True(wins >= 18);
    }

    [Fact]
    [Trait("topic", "random-search")]
    public void Random_draws_are_even_over_the_line_the_logarithm_and_the_options()
    {
        Study study = After(new RandomSampler(), 4000, 3);
        double[] Of(string name) => [.. study.History.Select(t => t.Values.First(v => v.Dimension.Name == name).Value)];
        Near.Equal(0, Of("x").Average(), absolute: 0.15);
        Near.Equal(0, Of("y").Average(Math.Log10), absolute: 0.1);
        Assert.All(Of("x"), v => Assert.InRange(v, -5, 5));
        Assert.Equal(Enumerable.Range(0, 21).Select(k => (double)k), Of("k").Distinct().Order());
        Assert.All(Of("k").CountBy(v => v), c => Assert.InRange(c.Value, 140, 245));
        Assert.All(Of("kind").CountBy(v => v), c => Assert.InRange(c.Value, 1220, 1450));
    }

    [Fact]
    [Trait("topic", "grid-search")]
    public void A_grid_is_the_product_of_its_values_each_combination_once()
    {
        HashSet<(double, int, string)> seen = [];
        Study study = new(false, new GridSampler { Points = 3, Values = new Dictionary<string, double[]> { ["y"] = [1, 10] } });
        SearchEnd end = study.Run(
            t =>
            {
                (double y, int k, string kind) point = (t.LogUniform("y", 0.1, 100), t.Integer("k", 1, 9), t.Choice("kind", "a", "b"));
                Assert.True(seen.Add(point));
                return point.y;
            },
            SearchLimits.Of(1000));
        Assert.Equal(SearchEnd.Exhausted, end);
        Assert.Equal(2 * 3 * 2, seen.Count);
        Assert.Equal([1, 5, 9], seen.Select(s => s.Item2).Distinct().Order());
        Assert.Contains("runs from 0.1 to 100", Assert.Throws<ArgumentException>(() => new Study(false, new GridSampler { Values = new Dictionary<string, double[]> { ["y"] = [1e9] } }).Run(t => t.LogUniform("y", 0.1, 100))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("topic", "hyperparameter-tuning")]
    public void A_study_goes_on_from_its_history_as_if_it_had_never_ended(bool random)
    {
        ISampler sampler = random ? new RandomSampler() : new ParzenSampler();
        Study whole = After(sampler, 30, 5);
        Study resumed = new(false, sampler, seed: 5, history: After(sampler, 17, 5).History);
        resumed.Run(Bowl, SearchLimits.Of(13));
        Assert.Equal(whole.History.Select(t => t.Score), resumed.History.Select(t => t.Score));
        Assert.NotEqual(whole.Best!.Score, After(sampler, 30, 6).Best!.Score);
    }

    [Fact]
    public void A_space_may_depend_on_its_own_values()
    {
        Study study = new(false, seed: 1);
        study.Run(t => t.Choice("shape", "ball", "box") == "ball" ? Math.Abs(t.Uniform("radius", 0, 1) - 0.5) : 1 + t.Uniform("side", 0, 1), SearchLimits.Of(60));
        Assert.True(study.Best!.Score < 0.02);
        Assert.True(study.History.Skip(20).Count(t => t.Values.Any(v => v.Dimension.Name == "radius")) > 25);
    }

    [Fact]
    public void A_trial_can_be_had_again()
    {
        TrialRecord best = After(new ParzenSampler(), 20, 2).Best!;
        Assert.Equal(best.Score, Bowl(best.Again()));
        Assert.Contains("was never asked for 'z'", Assert.Throws<ArgumentException>(() => best.Again().Uniform("z", 0, 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Searches_end_by_trials_patience_time_or_stop()
    {
        Study study = new(true, new RandomSampler());
        Assert.Equal(SearchEnd.Trials, study.Run(_ => 1, SearchLimits.Of(3)));
        Assert.Equal(SearchEnd.Patience, study.Run(_ => 1, new SearchLimits { Patience = 4 }));
        Assert.Equal(7, study.History.Count);
        using CancellationTokenSource stop = new();
        Assert.Equal(SearchEnd.Stopped, study.Run(
            _ =>
            {
                stop.Cancel();
                return 2;
            },
            context: new FitContext(Stop: stop.Token)));
        Assert.Equal(2, study.Best!.Score);
        Assert.Throws<InvalidOperationException>(() => study.Run(_ => 1, new SearchLimits { Time = TimeSpan.FromSeconds(1) }));

        // The clock moves on a second at each look, two looks a trial: no trial begins that by the longest so far would end too late.
        Study timed = new(true, new RandomSampler());
        Assert.Equal(SearchEnd.Time, timed.Run(_ => 1, new SearchLimits { Trials = null, Time = TimeSpan.FromSeconds(9.5), Clock = new SteppingClock(TimeSpan.FromSeconds(1)) }));
        Assert.Equal(4, timed.History.Count);
    }

    [Fact]
    [Trait("topic", "optuna")]
    public void Hopeless_trials_are_given_up_on_the_way()
    {
        foreach (IPruner pruner in (IPruner[])[new MedianPruner(), new HalvingPruner()])
        {
            int steps = 0;
            Study study = new(false, new RandomSampler(), pruner, seed: 4);
            study.Run(
                (trial, reports) =>
                {
                    double x = trial.Uniform("x", 0, 1);
                    for (int s = 1; s <= 9; s++)
                    {
                        steps++;
                        if (!reports.Report(x + (1.0 / s)))
                            return null;
                    }
                    return x;
                },
                SearchLimits.Of(60));
            Assert.True(steps < 0.75 * 60 * 9, $"{pruner}: {steps} steps");
            Assert.True(study.Best!.Score < 0.06);
            Assert.Contains(study.History, t => t.State == TrialState.Pruned && t.Score is null && t.Steps.Count is > 0 and < 9);
        }
    }

    [Fact]
    public void A_trial_that_cannot_be_tried_is_recorded_and_the_search_goes_on()
    {
        Study study = new(false, new RandomSampler());
        study.Run(t => t.Number == 1 ? throw new TrialFailedException("singular") : t.Uniform("x", 0, 1), SearchLimits.Of(3));
        Assert.Equal([TrialState.Complete, TrialState.Failed, TrialState.Complete], study.History.Select(t => t.State));
        Assert.Equal("singular", study.History[1].Note);
        Assert.Throws<InvalidOperationException>(() => study.Run(_ => double.NaN, SearchLimits.Of(1)));
    }
}
