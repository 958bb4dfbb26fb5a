using System.Data;
using Hone.Data;

namespace Hone.Tests.Data.Sources;

public class SourceTests
{
    private sealed record Person(string? Name, int Age, double? Height, bool Smokes, DateTime Born, long? Visits, decimal Paid);

    private static readonly Person[] People =
    [
        new("Ann", 30, 1.7, true, new DateTime(1990, 1, 2), 5, 9.99m),
        new(null, 41, null, false, new DateTime(1980, 3, 4), null, 0.1m),
    ];

    [Fact]
    public void Objects_become_columns_and_columns_objects_again()
    {
        Frame frame = Frame.From(People, c => c
            .Add("name", p => p.Name).Add("age", p => p.Age).Add("height", p => p.Height).Add("smokes", p => p.Smokes)
            .Add("born", p => p.Born).Add("visits", p => p.Visits).Add("paid", p => p.Paid));
        Assert.Equal([ColumnKind.Category, ColumnKind.Whole, ColumnKind.Number, ColumnKind.Flag, ColumnKind.Time, ColumnKind.Whole, ColumnKind.Number], frame.Columns.Select(c => c.Kind));
        Assert.Equal([1, 0, 1, 0, 0, 1, 0], frame.Columns.Select(c => c.MissingCount));
        List<Person> back = frame.Rows(r => new Person(
            r.Text("name"), (int)r.Whole("age"), r.IsMissing("height") ? null : r.Number("height"), r.Flag("smokes"), r.Time("born"), r.IsMissing("visits") ? null : r.Whole("visits"), (decimal)r.Number("paid")));
        Assert.Equal(People, back);
    }

    [Fact]
    public void Names_with_readers_give_the_same_table_as_the_list_of_columns()
    {
        Frame list = Frame.From(People, c => c.Add("name", p => p.Name).Add("age", p => p.Age).Add("height", p => p.Height).Add("smokes", p => p.Smokes).Add("born", p => p.Born).Add("visits", p => p.Visits).Add("paid", p => p.Paid));
        Frame named = Frame.From(People, ("name", p => p.Name), ("age", p => p.Age), ("height", p => p.Height), ("smokes", p => p.Smokes), ("born", p => p.Born), ("visits", p => p.Visits), ("paid", p => p.Paid));
        Assert.Equal(list.Columns.Select(c => c.Kind), named.Columns.Select(c => c.Kind));
        Assert.Equal(list.ToCsv(), named.ToCsv());
    }

    [Fact]
    public void A_missing_value_asked_for_as_a_whole_number_is_named()
    {
        Frame frame = Frame.From(People, c => c.Add("visits", p => p.Visits));
        Assert.Equal("Column 'visits' has no value in row 1; ask IsMissing first.", Assert.Throws<InvalidOperationException>(() => frame.Rows(r => r.Whole("visits"))).Message);
        Assert.Equal("Column 'visits' is whole, not times.", Assert.Throws<ArgumentException>(() => frame.Times("visits")).Message);
    }

    [Fact]
    public void Words_are_a_category_or_text_where_the_caller_says_so()
    {
        Assert.Equal(ColumnKind.Text, Frame.From(People, c => c.AddText("n", p => p.Name))["n"].Kind);
        Assert.Equal(ColumnKind.Category, Frame.From(Enumerable.Range(0, 100), c => c.AddCategory("n", i => $"n{i}"))["n"].Kind);
        Assert.Equal(ColumnKind.Text, Frame.From(Enumerable.Range(0, 100), c => c.Add("n", i => $"n{i}"))["n"].Kind);
    }

    [Fact]
    public void A_database_reader_becomes_a_table()
    {
        using DataTable table = new();
        table.Columns.Add("i", typeof(int));
        table.Columns.Add("d", typeof(decimal));
        table.Columns.Add("s", typeof(string));
        table.Columns.Add("b", typeof(bool));
        table.Columns.Add("t", typeof(DateTime));
        table.Columns.Add("mixed", typeof(object));
        table.Columns.Add("words", typeof(object));
        table.Rows.Add(1, 1.5m, "a", true, new DateTime(2020, 1, 1), 1, 1);
        table.Rows.Add(DBNull.Value, DBNull.Value, DBNull.Value, DBNull.Value, DBNull.Value, 2.5, "two");
        table.Rows.Add(3, 2m, "b", false, new DateTime(2020, 1, 2, 3, 4, 5), DBNull.Value, DBNull.Value);
        using DataTableReader reader = table.CreateDataReader();
        Frame frame = Frame.Read(reader);
        Assert.Equal([ColumnKind.Whole, ColumnKind.Number, ColumnKind.Category, ColumnKind.Flag, ColumnKind.Time, ColumnKind.Number, ColumnKind.Category], frame.Columns.Select(c => c.Kind));
        Assert.Equal("i,d,s,b,t,mixed,words\n1,1.5,a,true,2020-01-01,1,1\n,,,,,2.5,two\n3,2,b,false,2020-01-02T03:04:05,,\n", frame.ToCsv());
    }

    [Fact]
    public void Bytes_in_a_database_reader_are_refused_by_name()
    {
        using DataTable table = new();
        table.Columns.Add("picture", typeof(byte[]));
        table.Rows.Add(new byte[] { 1 });
        using DataTableReader reader = table.CreateDataReader();
        Assert.StartsWith("Column 'picture' holds Byte[]", Assert.Throws<ArgumentException>(() => Frame.Read(reader)).Message, StringComparison.Ordinal);
    }
}
