using Hone.Data;

namespace Hone.Tests.Data.Relational;

public class RelationalTests
{
    private static Frame Titanic() => Frame.ReadCsv(SharedData.Path("titanic/titanic.csv"));

    private static string Lines(Frame frame) => frame.ToCsv().ReplaceLineEndings(" ").Trim();

    private static readonly Frame Small = Frame.ParseCsv("k,x,w\nb,2,one\na,1,two\n,4,three\nb,,one\na,3,\n");

    // pandas 1.5.3: groupby(['Pclass','Embarked'], dropna=False) of the Titanic table.
    [Fact]
    public void Grouped_figures_are_those_of_pandas()
    {
        Frame groups = Titanic().GroupBy("Pclass", "Embarked").Aggregate(
            Aggregate.Count(), Aggregate.Count("Age"), Aggregate.Mean("Age"), Aggregate.Std("Fare"), Aggregate.Median("Fare"),
            Aggregate.Max("Fare"), Aggregate.Min("Age"), Aggregate.Distinct("Ticket"), Aggregate.Sum("SibSp"), Aggregate.First("Name"));
        Assert.Equal(10, groups.RowCount);
        Assert.Equal([1, 1, 1, 1, 2, 2, 2, 3, 3, 3], groups.Wholes("Pclass"));
        Assert.Equal<IEnumerable<string?>>(["C", "Q", "S", null, "C", "Q", "S", "C", "Q", "S"], groups.Texts("Embarked"));
        Assert.Equal([85, 2, 127, 2, 17, 3, 164, 66, 72, 353], groups.Wholes("count"));
        Assert.Equal([74, 2, 108, 2, 15, 2, 156, 41, 24, 290], groups.Wholes("count_Age"));
        Near.Equal([38.027027027027025, 38.5, 38.15203703703704, 50.0, 22.766666666666666, 43.5, 30.38673076923077, 20.741951219512195, 25.9375, 25.69655172413793], groups.Numbers("mean_Age"), relative: 1e-14);
        Near.Equal([99.0939349696501, 0, 58.81127776179556, 0, 11.345067090697457, 0, 13.630741099088103, 4.871528353625737, 6.721676511682005, 13.276608721649458], groups.Numbers("std_Fare"), relative: 1e-12, absolute: 1e-13);
        Near.Equal([78.2667, 90, 52, 80, 24, 12.35, 13.5, 7.8958, 7.75, 8.05], groups.Numbers("median_Fare"), relative: 1e-15);
        Assert.Equal([512.3292, 90, 263, 80, 41.5792, 12.35, 73.5, 22.3583, 29.125, 69.55], groups.Numbers("max_Fare"));
        Assert.Equal([16, 33, 0.92, 38, 1, 30, 0.67, 0.42, 2, 1], groups.Numbers("min_Age"));
        Assert.Equal([57, 1, 90, 1, 12, 3, 125, 53, 62, 279], groups.Wholes("distinct_Ticket"));
        Assert.Equal([32, 3, 55, 0, 10, 0, 64, 23, 30, 249], groups.Wholes("sum_SibSp"));
        Assert.Equal("Icard, Miss. Amelie", groups.Texts("first_Name")[3]);
    }

    [Fact]
    public void Groups_stand_in_order_of_their_keys_and_a_missing_key_is_a_group()
    {
        Assert.Equal("k,count,sum_x,max_w a,2,4,two b,2,2,one ,1,4,three", Lines(Small.GroupBy("k").Aggregate(Aggregate.Count(), Aggregate.Sum("x"), Aggregate.Max("w"))));
        Grouping groups = Small.GroupBy("k");
        Assert.Equal(3, groups.Count);
        Assert.Equal([1, 4], groups.RowsOf(0).ToArray());
        Assert.Equal([1.0, 3.0], groups[0].Numbers("x"));
    }

    [Fact]
    public void Aggregates_of_no_values_are_missing_but_their_sum_is_0()
    {
        Frame frame = new(new TextColumn("k", ["a"]), new NumberColumn("x", [double.NaN]));
        Frame row = frame.GroupBy("k").Aggregate(Aggregate.Sum("x"), Aggregate.Mean("x"), Aggregate.Std("x"), Aggregate.Median("x"), Aggregate.Min("x"), Aggregate.First("x"), Aggregate.Mode("x"), Aggregate.Count("x"));
        Assert.Equal("k,sum_x,mean_x,std_x,median_x,min_x,first_x,mode_x,count_x a,0,,,,,,,0", Lines(row));
    }

    [Fact]
    public void Quantiles_modes_variances_last_values_and_own_names_are_given()
    {
        Frame row = new Frame(new TextColumn("k", ["a", "a", "a", "a"]), new WholeColumn("x", [4, 1, 4, 2])).GroupBy("k").Aggregate(
            Aggregate.QuantileOf("x", 0.25) with { Name = "low" }, Aggregate.Mode("x"), Aggregate.Variance("x"), Aggregate.Last("x"), Aggregate.QuantileOf("x", 0.9));
        Assert.Equal("k,low,mode_x,variance_x,last_x,q90_x a,1.75,4,2.25,2,4", Lines(row));
    }

    [Fact]
    public void A_sum_beyond_64_bits_becomes_a_number()
    {
        Frame frame = new(new TextColumn("k", ["a", "a"]), new WholeColumn("x", [long.MaxValue, long.MaxValue]));
        Assert.Equal(2.0 * long.MaxValue, ((NumberColumn)frame.GroupBy("k").Aggregate(Aggregate.Sum("x"))["sum_x"])[0]);
    }

    [Fact]
    public void Values_are_counted_most_frequent_first()
    {
        Assert.Equal("w,count one,2 three,1 two,1 ,1", Lines(Small.CountValues("w")));
    }

    // pandas 1.5.3: sort_values(['Pclass','Age'], ascending=[True, False], kind='stable').
    [Fact]
    public void Rows_are_sorted_as_by_pandas_with_gaps_last()
    {
        long?[] ids = Titanic().Sort("Pclass", SortKey.Down("Age")).Wholes("PassengerId");
        Assert.Equal([631, 97, 494, 746, 55, 457], ids[..6]);
        Assert.Equal([869, 879, 889], ids[^3..]);
    }

    [Fact]
    public void Sorting_is_stable_and_knows_every_kind()
    {
        Frame frame = Frame.ParseCsv("i,flag,time,name\n0,yes,2020-01-02,b\n1,no,2020-01-01,a\n2,yes,,c\n3,,2020-01-01,a\n4,no,2019-12-31,\n");
        Assert.Equal([1, 4, 0, 2, 3], frame.Sort("flag").Wholes("i"));
        Assert.Equal([0, 2, 1, 4, 3], frame.Sort(SortKey.Down("flag")).Wholes("i"));
        Assert.Equal([4, 1, 3, 0, 2], frame.Sort("time").Wholes("i"));
        Assert.Equal([2, 0, 1, 3, 4], frame.AsText("name").Sort(SortKey.Down("name")).Wholes("i"));
        Assert.Throws<ArgumentException>(() => frame.Sort());
    }

    // pandas 1.5.3: merge of k = a b b c, x = 1 2 3 4 with k = b b d a, y = 10 20 30 40.
    [Theory]
    [InlineData(JoinKind.Inner, "k,x,y a,1,40 b,2,10 b,2,20 b,3,10 b,3,20")]
    [InlineData(JoinKind.Left, "k,x,y a,1,40 b,2,10 b,2,20 b,3,10 b,3,20 c,4,")]
    [InlineData(JoinKind.Right, "k,x,y b,2,10 b,3,10 b,2,20 b,3,20 d,,30 a,1,40")]
    [InlineData(JoinKind.Full, "k,x,y a,1,40 b,2,10 b,2,20 b,3,10 b,3,20 c,4, d,,30")]
    public void Joins_are_those_of_pandas(JoinKind kind, string expected)
    {
        Frame left = Frame.ParseCsv("k,x\na,1\nb,2\nb,3\nc,4\n"), right = Frame.ParseCsv("k,y\nb,10\nb,20\nd,30\na,40\n");
        Assert.Equal(expected, Lines(left.Join(right, "k", kind)));
    }

    [Fact]
    public void A_missing_key_matches_nothing()
    {
        Frame left = Frame.ParseCsv("k,x\na,1\n,2\n"), right = Frame.ParseCsv("k,y\na,3\n,4\n");
        Assert.Equal("k,x,y a,1,3 ,2,", Lines(left.Join(right, "k")));
        Assert.Equal("k,x,y a,1,3 ,2, ,,4", Lines(left.Join(right, "k", JoinKind.Full)));
    }

    [Fact]
    public void Several_keys_match_together_and_a_taken_name_gets_the_suffix()
    {
        Frame left = Frame.ParseCsv("k,n,x\na,1,5\na,2,6\n"), right = Frame.ParseCsv("n,k,x\n2,a,7\n1,b,8\n");
        Assert.Equal("k,n,x,x_right a,1,5, a,2,6,7", Lines(left.Join(right, ["k", "n"])));
        Assert.Equal("k,n,x,x2 a,2,6,7", Lines(left.Join(right, ["k", "n"], JoinKind.Inner, suffix: "2")));
    }

    [Fact]
    public void Joining_by_nested_loops_gives_the_same_rows()
    {
        Random random = new(6);
        for (int trial = 0; trial < 60; trial++)
        {
            int n = random.Next(1, 30), m = random.Next(1, 30);
            long[] a = [.. Enumerable.Range(0, n).Select(_ => random.NextInt64(8))], b = [.. Enumerable.Range(0, m).Select(_ => random.NextInt64(8))];
            bool[] am = [.. a.Select(_ => random.Next(5) == 0)], bm = [.. b.Select(_ => random.Next(5) == 0)];
            Frame left = new(new WholeColumn("k", a, new MissingBits(am)), new WholeColumn("i", [.. Enumerable.Range(0, n).Select(i => (long)i)]));
            Frame right = new(new WholeColumn("k", b, new MissingBits(bm)), new WholeColumn("j", [.. Enumerable.Range(0, m).Select(i => (long)i)]));
            List<(long?, long?)> expected = [];
            for (int i = 0; i < n; i++)
            {
                bool any = false;
                for (int j = 0; j < m; j++)
                {
                    if (!am[i] && !bm[j] && a[i] == b[j])
                    {
                        expected.Add((i, j));
                        any = true;
                    }
                }
                if (!any)
                    expected.Add((i, null));
            }
            Frame joined = left.Join(right, "k");
            Assert.Equal(expected, joined.Wholes("i").Zip(joined.Wholes("j")));
        }
    }

    [Fact]
    public void Tables_are_stacked_by_name_and_kinds_widen()
    {
        Frame a = Frame.ParseCsv("x,c,f\n1,u,yes\n2,v,no\n"), b = Frame.ParseCsv("f,x,c\nno,2.5,w\n,3.5,u\n");
        Frame both = Frame.Concat(a, b);
        Assert.Equal("x,c,f 1,u,yes 2,v,no 2.5,w,no 3.5,u,", Lines(both));
        Assert.Equal(ColumnKind.Number, both["x"].Kind);
        Assert.Equal(["u", "v", "w"], both.Category("c").Levels);
        Assert.Contains("'y'", Assert.Throws<ArgumentException>(() => Frame.Concat(a, Frame.ParseCsv("x,c,f,y\n1,u,yes,1\n"))).Message, StringComparison.Ordinal);
        Assert.Contains("convert one of them", Assert.Throws<ArgumentException>(() => Frame.Concat(new Frame(new WholeColumn("x", [1])), new Frame(new FlagColumn("x", [true])))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_are_filtered_by_index_row_number_text_and_time()
    {
        Frame frame = Titanic();
        Assert.Equal(446, frame.Filter((int row) => row % 2 == 0).RowCount);
        Assert.Equal(577, frame.Filter("Sex", (string s) => s == "male").RowCount);
        Assert.Equal(714 - frame.Filter("Age", (double a) => a <= 30).RowCount, frame.Filter("Age", a => a > 30).RowCount);
        Assert.Equal(frame.Filter("Sex", (string s) => s == "male").Filter("Age", a => a > 30).RowCount, frame.Filter(row => row.Text("Sex") == "male" && row.Number("Age") > 30).RowCount);
        Frame times = Frame.ParseCsv("t,x\n2020-01-01,1\n,2\n2020-03-01,3\n");
        Assert.Equal([3], times.Filter("t", (DateTime t) => t.Month == 3).Wholes("x"));
    }

    // pandas 1.5.3: len(t.dropna()), len(t.dropna(thresh=11)), len(t.dropna(subset=['Age','Embarked'])).
    [Fact]
    [Trait("topic", "listwise-deletion")]
    public void Rows_and_columns_with_gaps_are_dropped_as_by_pandas()
    {
        Frame frame = Titanic();
        Assert.Equal(183, frame.DropMissing().RowCount);
        Assert.Equal(733, frame.DropMissing(11).RowCount);
        Assert.Equal(712, frame.DropMissing("Age", "Embarked").RowCount);
        Assert.Equal(9, frame.DropMissingColumns().Columns.Count);
        Assert.Equal(11, frame.DropMissingColumns(0.5).Columns.Count);
    }

    [Fact]
    public void The_first_of_equal_rows_stays()
    {
        Assert.Equal([2, 1, 4], Small.Distinct("k").Wholes("x"));
        Frame twice = Frame.Concat(Small, Small);
        Assert.Equal(Small.ToCsv(), twice.Distinct().ToCsv());
        Assert.Equal(681, Titanic().Distinct("Ticket").RowCount);
    }

    [Fact]
    public void Columns_turn_into_other_kinds_or_name_the_value_that_cannot()
    {
        Frame frame = Frame.ParseCsv("n,w,d\n1,7,2020-01-01\n2,8,\n");
        Assert.Equal(["1", "2"], frame.AsCategory("n").Category("n").Levels);
        Assert.Equal([1, 2], frame.AsText("n").AsNumber("n").Numbers("n"));
        Assert.Equal(frame.Times("d"), frame.AsText("d").AsTime("d").Times("d"));
        Assert.Equal([true, false], Frame.ParseCsv("f,x\n1,1\n0,2\n").As(ColumnKind.Flag, "f").Flags("f"));
        Assert.Equal([1L, 0L], Frame.ParseCsv("f,x\nyes,1\nno,2\n").As(ColumnKind.Whole, "f").Wholes("f"));
        Assert.Equal("Column 'w' holds 'x' in row 1, which cannot be read as a number.", Assert.Throws<ArgumentException>(() => new Frame(new TextColumn("w", ["1", "x"])).AsNumber("w")).Message);
        Assert.Equal("Column 'x' holds '1.5' in row 0, which cannot be read as a whole number.", Assert.Throws<ArgumentException>(() => new NumberColumn("x", [1.5]).As(ColumnKind.Whole)).Message);
    }

    [Fact]
    public void A_schema_brings_new_rows_to_the_kinds_it_knows()
    {
        Frame training = Frame.ParseCsv("age,zone,n\n1.5,a,1\n2,b,2\n");
        Frame rows = training.Schema().Conform(Frame.ParseCsv("age,zone,extra\n3,7,true\n"));
        Assert.Equal([ColumnKind.Number, ColumnKind.Category, ColumnKind.Flag], rows.Columns.Select(c => c.Kind));
    }

    [Fact]
    public void A_schema_tells_levels_ranges_gaps_and_roles()
    {
        Schema schema = Frame.ParseCsv("age,zone,d,y\n1.5,a,2020-01-01,1\n,b,2021-01-01,0\n9,a,,1\n").Schema(target: "y");
        Assert.Equal((1.5, 9.0), schema.Find("age")!.Range);
        Assert.True(schema.Find("age")!.HasMissing);
        Assert.Equal(["a", "b"], schema.Find("zone")!.Levels);
        Assert.Equal(2, schema.Find("d")!.Distinct);
        Assert.Equal(new DateTime(2021, 1, 1).Ticks, schema.Find("d")!.Range!.Value.High);
        Assert.Equal(["age", "zone", "d"], schema.Inputs.Select(c => c.Name));
        Assert.Equal(ColumnRole.Target, schema.Find("y")!.Role);
    }

    [Fact]
    public void A_table_without_rows_goes_through_everything()
    {
        Frame none = Small.Filter((int _) => false);
        Assert.Equal(0, none.GroupBy("k").Aggregate(Aggregate.Count(), Aggregate.Mean("x")).RowCount);
        Assert.Equal(0, none.Sort("x").Distinct().DropMissing().RowCount);
        Assert.Equal(5, Small.Join(none, "k").RowCount);
        Assert.Equal(5, Frame.Concat(none, Small).RowCount);
        Assert.Equal(3, none.Describe().Columns.Count);
        Assert.Equal(3, none.Schema().Columns.Count);
        Assert.Equal("k,x,w\n", none.ToCsv());
        Assert.NotEmpty(none.ToString());
    }

    [Fact]
    public void A_join_of_more_rows_than_a_table_holds_is_refused_in_a_sentence()
    {
        Frame many = new(new WholeColumn("key", new long[50_000]));
        ArgumentException refusal = Assert.Throws<ArgumentException>(() => many.Join(many, "key"));
        Assert.StartsWith("The joined table would have 2500000000 rows, but a table holds ", refusal.Message, StringComparison.Ordinal);
    }
}
