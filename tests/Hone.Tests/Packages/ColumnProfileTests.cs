using Hone.Data;
using Hone.Packages;

namespace Hone.Tests.Packages;

public sealed class ColumnProfileTests
{
    [Fact]
    public void Numbers_have_quantiles_and_a_histogram_of_equal_counts()
    {
        ColumnProfile profile = ColumnProfile.Of(new NumberColumn("x", [.. Enumerable.Range(0, 101).Select(i => (double)(i * 37 % 101)), double.NaN, double.PositiveInfinity]));

        (profile.Rows, profile.Missing, profile.Distinct).ShouldBe((103, 1, 101));
        profile.Quantiles.ShouldBe([0, 1, 5, 10, 25, 50, 75, 90, 95, 99, 100]);
        profile.Edges.Count.ShouldBe(21);
        profile.Counts.ShouldBe([.. Enumerable.Repeat(5L, 19), 6]);
        Near.Equal(50, profile.Mean, relative: 1e-14);
        Near.Equal(Math.Sqrt(850), profile.Deviation, relative: 1e-14);   // the variance of 0 … m−1 is (m² − 1)/12
        profile.MissingShare.ShouldBe(1.0 / 103);
    }

    [Fact]
    public void Ties_fall_into_one_bin_and_no_value_is_lost()
    {
        ColumnProfile profile = ColumnProfile.Of(new NumberColumn("x", [0, 0, 0, 0, 0, 0, 0, 1, 2, 2]));
        profile.Counts.Sum().ShouldBe(10);
        profile.Edges.ShouldBe(profile.Edges.Distinct().Order());
        profile.Counts[0].ShouldBe(7);
    }

    [Fact]
    public void A_constant_column_has_one_bin()
    {
        ColumnProfile profile = ColumnProfile.Of(new NumberColumn("x", [3, 3, 3]));
        (profile.Mean, profile.Deviation, profile.Distinct).ShouldBe((3, 0, 1));
        profile.Edges.ShouldBe([3, 3]);
        profile.Counts.ShouldBe([3]);
    }

    [Fact]
    public void Values_near_the_largest_double_do_not_overflow()
    {
        ColumnProfile profile = ColumnProfile.Of(new NumberColumn("x", [double.MaxValue, double.MaxValue, -double.MaxValue]));
        Near.Equal(double.MaxValue / 3, profile.Mean, relative: 1e-14);
        double.IsFinite(profile.Deviation).ShouldBeTrue();
        profile.Edges.ShouldAllBe(e => double.IsFinite(e));
    }

    [Fact]
    public void A_column_without_values_has_neither()
    {
        ColumnProfile profile = ColumnProfile.Of(new NumberColumn("x", [double.NaN, double.NaN]));
        (profile.Missing, profile.MissingShare, profile.Mean).ShouldBe((2, 1.0, double.NaN));
        profile.Quantiles.ShouldBeEmpty();
        profile.Counts.ShouldBeEmpty();
        ColumnProfile.Of(new NumberColumn("x", [])).MissingShare.ShouldBe(0);
    }

    [Fact]
    public void Levels_are_counted_most_frequent_first_and_rare_ones_together()
    {
        ColumnProfile profile = ColumnProfile.Of(CategoryColumn.From("c", ["b", "a", null, "b", "é"]));
        profile.Levels.Zip(profile.LevelCounts).ShouldBe([("b", 2L), ("a", 1L), ("é", 1L)]);
        (profile.Missing, profile.Distinct, profile.OtherLevels).ShouldBe((1, 3, 0L));

        string[] many = [.. Enumerable.Range(0, 1500).Select(i => $"level{i}"), "level7"];
        ColumnProfile wide = ColumnProfile.Of(CategoryColumn.From("c", many));
        (wide.Levels[0], wide.LevelCounts[0], wide.Levels.Count, wide.OtherLevels).ShouldBe(("level7", 2L, 1000, 500L));
    }

    [Fact]
    public void Texts_are_measured_by_length_and_flags_counted()
    {
        ColumnProfile text = ColumnProfile.Of(new TextColumn("t", ["abc", null, "", "abc"]));
        (text.Rows, text.Missing, text.Distinct, text.Mean).ShouldBe((4, 1, 2, 2));
        (text.Quantiles[0], text.Quantiles[^1]).ShouldBe((0, 3));

        ColumnProfile flag = ColumnProfile.Of(new FlagColumn("f", [true, true, false]));
        flag.Levels.Zip(flag.LevelCounts).ShouldBe([("true", 2L), ("false", 1L)]);
    }

    [Fact]
    public void The_hash_of_a_table_follows_its_content_alone()
    {
        string hash = TableHash.Of(Sample.Table);
        hash.Length.ShouldBe(64);
        TableHash.Of(new Frame([.. Sample.Table.Columns])).ShouldBe(hash);
        string[] others =
        [
            TableHash.Of(Sample.Table.Without("price")),
            TableHash.Of(new Frame([.. Sample.Table.Columns.Select(c => c.Rename(c.Name + "2"))])),
            TableHash.Of(Sample.Table.Take([0, 1, 2])),
            TableHash.Of(Sample.Table.Take([1, 0, 2, 3])),
            TableHash.Of(new Frame([.. Sample.Table.Columns.Reverse()])),
            TableHash.Of(new Frame(new TextColumn("a", ["x", "yz"]))),
            TableHash.Of(new Frame(new TextColumn("a", ["xy", "z"]))),
            TableHash.Of(new Frame(new TextColumn("a", ["xyz", null]))),
            TableHash.Of(new Frame(new TextColumn("a", ["xyz", ""]))),
        ];
        others.Append(hash).Distinct().Count().ShouldBe(others.Length + 1);
    }
}
