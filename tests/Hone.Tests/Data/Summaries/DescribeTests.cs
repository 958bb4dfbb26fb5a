using Hone.Data;

namespace Hone.Tests.Data.Summaries;

[Trait("topic", "eda")]
public class DescribeTests
{
    // pandas 1.5.3: describe(), isna().sum(), nunique(), value_counts() of the Titanic table.
    [Theory]
    [InlineData("Age", 714, 29.69911764705882, 14.526497332334042, 0.42, 20.125, 28.0, 38.0, 80.0)]
    [InlineData("Fare", 891, 32.204207968574636, 49.6934285971809, 0.0, 7.9104, 14.4542, 31.0, 512.3292)]
    [InlineData("SibSp", 891, 0.5230078563411896, 1.1027434322934317, 0.0, 0.0, 0.0, 1.0, 8.0)]
    public void Moments_and_quartiles_are_those_of_pandas(string column, int count, double mean, double std, double min, double q1, double median, double q3, double max)
    {
        ColumnSummary summary = Frame.ReadCsv(SharedData.Path("titanic/titanic.csv")).Describe()[column];
        Assert.Equal(count, summary.Count);
        Assert.Equal(891 - count, summary.Missing);
        Near.Equal([mean, std, min, q1, median, q3, max], [summary.Mean, summary.Std, summary.Min, summary.LowerQuartile, summary.Median, summary.UpperQuartile, summary.Max], relative: 1e-14);
    }

    [Fact]
    public void Words_are_counted_as_by_pandas()
    {
        FrameSummary summary = Frame.ReadCsv(SharedData.Path("titanic/titanic.csv")).Describe();
        Assert.Equal([("male", 577), ("female", 314)], summary["Sex"].Top);
        Assert.Equal([("S", 644), ("C", 168), ("Q", 77)], summary["Embarked"].Top);
        Assert.Equal(681, summary["Ticket"].Distinct);
        Assert.Equal(10, summary["Ticket"].Top.Count);
        Assert.Equal(687 / 891.0, summary["Cabin"].MissingShare);
    }

    // pandas 1.5.3: t[['Age','Fare','Survived']].corr().
    [Fact]
    public void Correlations_over_the_rows_that_have_both_are_those_of_pandas()
    {
        (IReadOnlyList<string> names, double[,] values) = Frame.ReadCsv(SharedData.Path("titanic/titanic.csv")).Select("Age", "Fare", "Sex", "Survived").Correlations();
        Assert.Equal(["Age", "Fare", "Survived"], names);
        Near.Equal(0.09606669176903912, values[0, 1], relative: 1e-12);
        Near.Equal(-0.07722109457217759, values[0, 2], relative: 1e-12);
        Near.Equal(0.2573065223849626, values[2, 1], relative: 1e-12);
        Assert.Equal(1, values[0, 0], 15);
    }

    [Fact]
    public void A_histogram_counts_every_finite_value_once()
    {
        Histogram histogram = new Frame(new NumberColumn("x", [0, 1, 2, 3, 4, 10, double.NaN, double.PositiveInfinity])).Describe(bins: 5)["x"].Histogram!;
        Assert.Equal([2, 2, 1, 0, 1], histogram.Counts);
        Assert.Equal([0, 2, 4, 6, 8, 10], histogram.Borders);
    }

    [Fact]
    public void Infinities_are_counted_apart_and_a_column_that_does_not_vary_has_no_histogram()
    {
        ColumnSummary summary = new Frame(new NumberColumn("x", [1, 3, double.PositiveInfinity])).Describe()["x"];
        Assert.Equal((1, 2.0, double.PositiveInfinity), (summary.Infinite, summary.Mean, summary.Max));
        Assert.Null(new Frame(new NumberColumn("x", [5, 5])).Describe()["x"].Histogram);
        ColumnSummary gaps = new Frame(new NumberColumn("x", [double.NaN, double.NaN])).Describe()["x"];
        Assert.Equal((0, 2, 0), (gaps.Count, gaps.Missing, gaps.Distinct));
        Assert.Equal(double.NaN, gaps.Mean);
    }

    [Fact]
    public void Times_have_a_period_and_flags_a_share()
    {
        FrameSummary summary = Frame.ParseCsv("t,f\n2020-01-01,yes\n2020-01-03,no\n,yes\n").Describe();
        Assert.Equal((new DateTime(2020, 1, 1), new DateTime(2020, 1, 3)), summary["t"].Period);
        Near.Equal(2.0 / 3, summary["f"].Mean, relative: 1e-15);
        Assert.Equal([("yes", 2), ("no", 1)], summary["f"].Top);
    }

    [Fact]
    public void The_sum_of_a_million_tenths_is_right_to_the_last_bits()
    {
        Near.Equal(100_000, SummaryNumbers.Sum([.. Enumerable.Repeat(0.1, 1_000_000)]), relative: 1e-15);
        Near.Equal(2, SummaryNumbers.Sum([1, 1e100, 1, -1e100]), relative: 0);
    }

    [Fact]
    public void Adding_a_constant_moves_the_mean_and_leaves_the_deviation()
    {
        double[] x = [.. Enumerable.Range(0, 100).Select(i => (i * 37 % 101) / 7.0)];
        double[] moved = [.. x.Select(v => v + 1e6)];
        double std = Math.Sqrt(SummaryNumbers.Variance(x, SummaryNumbers.Mean(x)));
        Near.Equal(std, Math.Sqrt(SummaryNumbers.Variance(moved, SummaryNumbers.Mean(moved))), relative: 1e-9);
    }

    [Fact]
    public void Text_shows_names_kinds_and_gaps()
    {
        Frame frame = Frame.ParseCsv("name,x\nann,1.5\nbob,\n");
        Assert.Equal("2 rows × 2 columns\nname    x\nann   1.5\nbob     ·", frame.ToString());
        Assert.Contains("category", frame.Describe().ToString(), StringComparison.Ordinal);
        Assert.Contains("… 990 more rows", new Frame(new WholeColumn("i", new long[1000])).ToString(), StringComparison.Ordinal);
    }
}
