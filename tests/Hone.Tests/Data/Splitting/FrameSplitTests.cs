using Hone.Data;

namespace Hone.Tests.Data.Splitting;

[Trait("topic", "train-val-test-split")]
public class FrameSplitTests
{
    private static readonly Frame Table = new(
        new WholeColumn("row", [.. Enumerable.Range(0, 200).Select(i => (long)i)]),
        CategoryColumn.From("income", [.. Enumerable.Range(0, 200).Select(i => i % 10 < 3 ? ">50K" : i % 50 == 7 ? null : "<=50K")]),
        new NumberColumn("age", [.. Enumerable.Range(0, 200).Select(i => 18 + (i * 37 % 60) + (i / 1000.0))]),
        new WholeColumn("household", [.. Enumerable.Range(0, 200).Select(i => (long)(i / 7))]),
        new TimeColumn("seen", [.. Enumerable.Range(0, 200).Select(i => new DateTime(2020, 1, 1).AddDays(i * 61 % 200))]));

    private static void Disjoint(FrameSplit split)
    {
        Assert.Equal(Enumerable.Range(0, 200), split.TrainRows.Concat(split.TestRows).Concat(split.ValidationRows).Order());
        Assert.Equal(split.TrainRows.Select(r => (long?)r), split.Train.Wholes("row"));
        Assert.Equal(split.TestRows.Select(r => (long?)r), split.Test.Wholes("row"));
        Assert.Equal(split.TrainRows.Order(), split.TrainRows);
    }

    [Fact]
    public void The_parts_are_disjoint_and_cover_all_rows_however_they_are_drawn()
    {
        Disjoint(Table.Split(seed: 7));
        Disjoint(Table.Split(test: 0.2, seed: 7, stratifyBy: "income", validation: 0.2));
        Disjoint(Table.Split(test: 0.2, seed: 7, groupBy: "household", validation: 0.1));
        Disjoint(Table.Split(test: 0.2, timeBy: "seen", validation: 0.1));
        FrameSplit three = Table.Split(test: 0.25, seed: 1, validation: 0.15);
        Assert.Equal((120, 50, 30), (three.Train.RowCount, three.Test.RowCount, three.Validation!.RowCount));
    }

    // These rows are part of the contract: the same on every machine and in every version.
    [Fact]
    public void The_same_seed_gives_these_rows_for_good()
    {
        Assert.Equal([5, 6, 7, 10, 14], new HoldOut { Test = 0.25 }.Split(20, 7)[0].Test);
        Assert.NotEqual(new HoldOut().Split(200, 7)[0].Test, new HoldOut().Split(200, 8)[0].Test);
    }

    [Fact]
    public void Stratified_parts_keep_each_share_to_within_one_row_gaps_included()
    {
        FrameSplit split = Table.Split(test: 0.25, seed: 7, stratifyBy: "income");
        foreach (string? level in new[] { ">50K", "<=50K", null })
        {
            double expected = Table.Texts("income").Count(v => v == level) * 0.25;
            Assert.InRange(split.Test.Texts("income").Count(v => v == level), Math.Floor(expected), Math.Ceiling(expected));
        }
    }

    [Fact]
    public void Numbers_are_stratified_by_tenths()
    {
        FrameSplit split = Table.Split(test: 0.2, seed: 3, stratifyBy: "age");
        double[] sorted = [.. Table.Numbers("age").Order()];
        for (int tenth = 0; tenth < 10; tenth++)
        {
            double low = sorted[tenth * 20], high = tenth == 9 ? double.PositiveInfinity : sorted[(tenth + 1) * 20];
            Assert.InRange(split.Test.Numbers("age").Count(a => a >= low && a < high), 3, 5);
        }
    }

    [Fact]
    public void Groups_stay_in_one_part()
    {
        FrameSplit split = Table.Split(test: 0.25, seed: 2, groupBy: "household");
        Assert.Empty(split.Train.Wholes("household").Intersect(split.Test.Wholes("household")));
        Assert.InRange(split.Test.RowCount, 45, 55);
    }

    [Fact]
    public void By_time_the_latest_rows_are_tested_and_validation_lies_before_them()
    {
        FrameSplit split = Table.Split(test: 0.2, timeBy: "seen", validation: 0.2);
        Assert.True(split.Train.Times("seen").Max() < split.Validation!.Times("seen").Min());
        Assert.True(split.Validation.Times("seen").Max() < split.Test.Times("seen").Min());
        Assert.Equal(40, split.Test.RowCount);
    }

    [Fact]
    public void Rows_of_one_instant_are_not_parted_by_time()
    {
        SplitRows rows = new(6) { Times = [1, 1, 2, 2, 2, 2] };
        Assert.Equal([2, 3, 4, 5], new HoldOut { Test = 0.2 }.Split(rows)[0].Test);
        Assert.Contains("same time", Assert.Throws<ArgumentException>(() => new HoldOut().Split(new SplitRows(3) { Times = [5, 5, 5] })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_split_is_refused_in_a_sentence()
    {
        Assert.Contains("Did you mean 'income'?", Assert.Throws<ArgumentException>(() => Table.Split(stratifyBy: "incom")).Message, StringComparison.Ordinal);
        Assert.Contains("name only one", Assert.Throws<ArgumentException>(() => Table.Split(stratifyBy: "income", groupBy: "household")).Message, StringComparison.Ordinal);
        Assert.Contains("is category", Assert.Throws<ArgumentException>(() => Table.With(CategoryColumn.From("words", [.. Enumerable.Repeat("a", 200)])).Split(timeBy: "words")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Table.Split(test: 0.6, validation: 0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => Table.Split(test: double.NaN));
    }
}
