using Hone.Data;

namespace Hone.Tests.Data.Splitting;

public class SplitterTests
{
    private static void Covers(IReadOnlyList<Fold> folds, int rows)
    {
        int[] tested = new int[rows];
        foreach (Fold fold in folds)
        {
            foreach (int row in fold.Test)
                tested[row]++;
            Assert.Equal(Enumerable.Range(0, rows), fold.Train.Concat(fold.Test).Order());
        }
        Assert.All(tested, times => Assert.Equal(1, times));
    }

    // sklearn.model_selection.KFold(3), 10 rows, and KFold(5), 7 rows; scikit-learn 1.2.1.
    [Fact]
    [Trait("topic", "k-fold")]
    public void Unshuffled_folds_are_those_of_scikit_learn()
    {
        IReadOnlyList<Fold> three = new KFold { Folds = 3, Shuffle = false }.Split(10);
        Assert.Equal([[0, 1, 2, 3], [4, 5, 6], [7, 8, 9]], three.Select(f => f.Test));
        Assert.Equal([[4, 5, 6, 7, 8, 9], [0, 1, 2, 3, 7, 8, 9], [0, 1, 2, 3, 4, 5, 6]], three.Select(f => f.Train));
        Assert.Equal([[0, 1], [2, 3], [4], [5], [6]], new KFold { Folds = 5, Shuffle = false }.Split(7).Select(f => f.Test));
    }

    [Theory]
    [Trait("topic", "k-fold")]
    [InlineData(2, 2)]
    [InlineData(10, 3)]
    [InlineData(101, 10)]
    [InlineData(7, 7)]
    public void Every_row_is_tested_once_and_parts_differ_by_one_row_at_most(int rows, int k)
    {
        foreach (bool shuffle in new[] { false, true })
        {
            IReadOnlyList<Fold> folds = new KFold { Folds = k, Shuffle = shuffle }.Split(rows, seed: 3);
            Covers(folds, rows);
            Assert.InRange(folds.Max(f => f.Test.Length) - folds.Min(f => f.Test.Length), 0, 1);
        }
    }

    [Fact]
    [Trait("topic", "k-fold")]
    public void A_seed_fixes_the_folds_for_good_and_another_changes_them()
    {
        KFold folds = new() { Folds = 3 };
        // Part of the contract: these rows on every machine and in every version.
        Assert.Equal(folds.Split(12, 7).Select(f => f.Test), folds.Split(12, 7).Select(f => f.Test));
        Assert.NotEqual(folds.Split(12, 7).SelectMany(f => f.Test), folds.Split(12, 8).SelectMany(f => f.Test));
        Assert.NotEqual(folds.Split(12, 7).SelectMany(f => f.Test), new KFold { Folds = 3, Shuffle = false }.Split(12).SelectMany(f => f.Test));
    }

    // StratifiedKFold(3) on these classes; scikit-learn 1.2.1.
    [Fact]
    [Trait("topic", "stratified-k-fold")]
    public void Unshuffled_stratified_folds_are_those_of_scikit_learn()
    {
        SplitRows rows = new(12) { Strata = [2, 0, 1, 0, 2, 2, 0, 1, 0, 0, 2, 0] };
        Assert.Equal([[0, 1, 3, 4], [2, 5, 6, 8], [7, 9, 10, 11]], new StratifiedKFold { Folds = 3, Shuffle = false }.Split(rows).Select(f => f.Test));
    }

    [Fact]
    [Trait("topic", "stratified-k-fold")]
    public void Each_class_is_shared_out_to_within_one_row_also_a_rare_one()
    {
        Random random = new(4);
        for (int trial = 0; trial < 100; trial++)
        {
            int n = random.Next(10, 200), k = random.Next(2, 8);
            int[] strata = [.. Enumerable.Range(0, n).Select(_ => random.Next(10) switch { < 6 => 0, < 9 => 1, _ => random.Next(2, 5) })];
            IReadOnlyList<Fold> folds = new StratifiedKFold { Folds = k, Shuffle = trial % 2 == 0 }.Split(new SplitRows(n) { Strata = strata }, (ulong)trial);
            Covers(folds, n);
            foreach (int c in strata.Distinct())
            {
                int[] counts = [.. folds.Select(f => f.Test.Count(row => strata[row] == c))];
                Assert.InRange(counts.Max() - counts.Min(), 0, 1);
            }
            Assert.InRange(folds.Max(f => f.Test.Length) - folds.Min(f => f.Test.Length), 0, 1);
        }
    }

    // GroupKFold(3) on these groups; scikit-learn 1.2.1 gives the same parts.
    [Fact]
    public void Groups_are_never_parted_and_parts_are_even()
    {
        int[] groups = [0, 0, 0, 1, 1, 2, 2, 2, 2, 3, 4, 4, 4, 4, 4];
        SplitRows rows = new(groups.Length) { Groups = groups };
        IReadOnlyList<Fold> folds = new GroupKFold { Folds = 3, Shuffle = false }.Split(rows);
        Assert.Equal([[10, 11, 12, 13, 14], [5, 6, 7, 8, 9], [0, 1, 2, 3, 4]], folds.Select(f => f.Test));
        Covers(folds, groups.Length);
        foreach (ISplitter splitter in new ISplitter[] { new GroupKFold { Folds = 3 }, new LeaveOneGroupOut(), new HoldOut { Test = 0.3, Repeats = 5 } })
        {
            foreach (Fold fold in splitter.Split(rows, 9))
                Assert.Empty(fold.Train.Select(r => groups[r]).Intersect(fold.Test.Select(r => groups[r])));
        }
        Assert.Equal(5, new LeaveOneGroupOut().Split(rows).Count);
    }

    [Fact]
    public void Stratified_groups_keep_groups_whole_and_classes_nearly_even()
    {
        Random random = new(8);
        int[] groups = [.. Enumerable.Range(0, 600).Select(_ => random.Next(60))];
        int[] strata = [.. groups.Select(g => g % 3 == 0 ? 1 : 0)];
        IReadOnlyList<Fold> folds = new StratifiedGroupKFold { Folds = 4 }.Split(new SplitRows(600) { Strata = strata, Groups = groups }, 1);
        Covers(folds, 600);
        double whole = strata.Average();
        foreach (Fold fold in folds)
        {
            Assert.Empty(fold.Train.Select(r => groups[r]).Intersect(fold.Test.Select(r => groups[r])));
            Assert.InRange(fold.Test.Average(r => strata[r]), whole - 0.06, whole + 0.06);
        }
    }

    [Fact]
    [Trait("topic", "leave-one-out")]
    public void Leave_one_out_tests_each_row_by_itself()
    {
        IReadOnlyList<Fold> folds = new LeaveOneOut().Split(5);
        Covers(folds, 5);
        Assert.Equal([[0], [1], [2], [3], [4]], folds.Select(f => f.Test));
    }

    // PRESS in closed form: the residual of a left-out row is its residual divided by 1 minus its leverage (Allen, 1974).
    [Fact]
    [Trait("topic", "leave-one-out")]
    public void For_a_least_squares_line_leave_one_out_equals_the_press_statistic()
    {
        Random random = new(12);
        double[] x = [.. Enumerable.Range(0, 25).Select(_ => random.NextDouble() * 10)];
        double[] y = [.. x.Select(v => 2 + (3 * v) + random.NextDouble())];
        double left = 0;
        foreach (Fold fold in new LeaveOneOut().Split(x.Length))
        {
            (double a, double b) = Line(fold.Train);
            double error = y[fold.Test[0]] - a - (b * x[fold.Test[0]]);
            left += error * error;
        }
        (double intercept, double slope) = Line([.. Enumerable.Range(0, x.Length)]);
        double mean = x.Average(), spread = x.Sum(v => (v - mean) * (v - mean)), press = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double leverage = (1.0 / x.Length) + ((x[i] - mean) * (x[i] - mean) / spread);
            double error = (y[i] - intercept - (slope * x[i])) / (1 - leverage);
            press += error * error;
        }
        Near.Equal(press, left, relative: 1e-8);

        (double Intercept, double Slope) Line(int[] rows)
        {
            double mx = rows.Average(r => x[r]), my = rows.Average(r => y[r]);
            double b = rows.Sum(r => (x[r] - mx) * (y[r] - my)) / rows.Sum(r => (x[r] - mx) * (x[r] - mx));
            return (my - (b * mx), b);
        }
    }

    // TimeSeriesSplit with n_splits=3; with gap=1, test_size=2; with n_splits=4, max_train_size=3; 13 rows; scikit-learn 1.2.1.
    [Fact]
    [Trait("topic", "time-series-split")]
    public void Rolling_origins_are_those_of_scikit_learn()
    {
        IReadOnlyList<Fold> plain = new RollingOrigin { Folds = 3 }.Split(13);
        Assert.Equal([[4, 5, 6], [7, 8, 9], [10, 11, 12]], plain.Select(f => f.Test));
        Assert.Equal([4, 7, 10], plain.Select(f => f.Train.Length));
        IReadOnlyList<Fold> gap = new RollingOrigin { Folds = 3, Gap = 1, TestRows = 2 }.Split(13);
        Assert.Equal([[7, 8], [9, 10], [11, 12]], gap.Select(f => f.Test));
        Assert.Equal([[0, 1, 2, 3, 4, 5], [0, 1, 2, 3, 4, 5, 6, 7], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]], gap.Select(f => f.Train));
        IReadOnlyList<Fold> sliding = new RollingOrigin { Folds = 4, MaxTrainRows = 3 }.Split(13);
        Assert.Equal([[2, 3, 4], [4, 5, 6], [6, 7, 8], [8, 9, 10]], sliding.Select(f => f.Train));
    }

    [Fact]
    [Trait("topic", "time-series-split")]
    [Trait("topic", "walk-forward")]
    public void No_training_row_is_as_late_as_a_test_row()
    {
        Random random = new(3);
        long[] times = [.. Enumerable.Range(0, 60).Select(i => (long)i * 10).OrderBy(_ => random.Next())];
        foreach (Fold fold in new RollingOrigin { Folds = 4, Gap = 3 }.Split(new SplitRows(60) { Times = times }))
        {
            Assert.Equal(fold.Train.Max(r => times[r]) + 40, fold.Test.Min(r => times[r]));   // three rows of ten ticks lie between
            Assert.Equal(fold.Train.OrderBy(r => times[r]), fold.Train);
        }
    }

    [Fact]
    public void Repeats_differ_from_one_another()
    {
        IReadOnlyList<Fold> folds = new Repeated(new KFold { Folds = 2 }) { Times = 3 }.Split(20, 5);
        Assert.Equal(6, folds.Count);
        Assert.Equal(3, folds.Where((_, i) => i % 2 == 0).Select(f => string.Join(',', f.Test)).Distinct().Count());
    }

    [Fact]
    public void A_bootstrap_is_judged_on_the_rows_it_did_not_draw()
    {
        IReadOnlyList<Fold> folds = new BootstrapFolds { Folds = 40 }.Split(200, 2);
        foreach (Fold fold in folds)
        {
            Assert.Equal(200, fold.Train.Length);
            Assert.Equal(Enumerable.Range(0, 200).Except(fold.Train), fold.Test);
        }
        Assert.InRange(folds.Average(f => f.Test.Length / 200.0), 0.34, 0.40);        // (1 − 1/n)^n → 1/e = 0.368
    }

    [Fact]
    public void Given_folds_are_checked()
    {
        Assert.Equal([[0, 2], [1]], GivenFolds.FromParts([0, 1, 0]).Split(3).Select(f => f.Test));
        Assert.Contains("on both sides", Assert.Throws<ArgumentException>(() => new GivenFolds(new Fold([0, 1], [1]))).Message, StringComparison.Ordinal);
        Assert.Contains("row 5", Assert.Throws<ArgumentException>(() => new GivenFolds(new Fold([0], [5])).Split(3)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_little_to_split_is_refused_in_a_sentence()
    {
        Assert.Equal("KFold cuts into 5 folds, but there are only 3 rows; ask for at most that many folds.", Assert.Throws<ArgumentException>(() => new KFold().Split(3)).Message);
        Assert.Contains("needs a class or stratum", Assert.Throws<ArgumentException>(() => new StratifiedKFold().Split(9)).Message, StringComparison.Ordinal);
        Assert.Contains("needs a group", Assert.Throws<ArgumentException>(() => new GroupKFold().Split(9)).Message, StringComparison.Ordinal);
        Assert.Contains("too few", Assert.Throws<ArgumentException>(() => new RollingOrigin().Split(4)).Message, StringComparison.Ordinal);
        Assert.Contains("at least 2 rows", Assert.Throws<ArgumentException>(() => new HoldOut().Split(1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new KFold { Folds = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new HoldOut { Test = 1 });
        Assert.Throws<ArgumentException>(() => new SplitRows(3) { Strata = [1, 2] });
    }
}
