using System.Text.Json;
using Hone.Data;
using Hone.Server.Serving;

namespace Hone.Server.Tests;

public sealed class JsonRowsTests
{
    private static readonly Schema People = new(
    [
        new ColumnSchema("age", ColumnKind.Whole),
        new ColumnSchema("city", ColumnKind.Category) { Levels = ["Ulm", "Köln"] },
        new ColumnSchema("since", ColumnKind.Time),
        new ColumnSchema("member", ColumnKind.Flag),
        new ColumnSchema("note", ColumnKind.Text),
        new ColumnSchema("churned", ColumnKind.Flag) { Role = ColumnRole.Target },
    ]);

    [Fact]
    public void Objects_and_arrays_give_the_same_table()
    {
        Frame objects = Read("""[{"city":"Köln","age":41,"since":"2026-03-14","member":true,"note":"ä","more":1}]""");
        Frame arrays = Read("""[[41,"Köln","2026-03-14",true,"ä"]]""");
        foreach (Frame table in (Frame[])[objects, arrays])
            table.Columns.Select(c => c.Format(0)).ShouldBe(["41", "Köln", "2026-03-14", "true", "ä"]);
    }

    [Fact]
    public void Null_is_a_missing_value_of_every_kind() =>
        Read("[[null,null,null,null,null]]").Columns.ShouldAllBe(c => c.IsMissing(0));

    [Fact]
    public void A_number_may_stand_for_the_level_that_is_written_like_it() =>
        Read("""[[1, 2, null, null, null]]""")["city"].Format(0).ShouldBe("2");

    [Theory]
    [InlineData("2026-03-14T15:09:26Z", "2026-03-14T15:09:26")]
    [InlineData("2026-03-14 15:09", "2026-03-14T15:09:00")]
    [InlineData("2026-03-14T15:09:26.5+02:00", "2026-03-14T13:09:26.5")]
    [InlineData("2026/3/4", "2026-03-04")]
    public void A_time_is_read_in_utc_wherever_the_server_stands(string given, string read) =>
        Read($"""[[null, null, "{given}", null, null]]""")["since"].Format(0).ShouldStartWith(read);

    [Fact]
    public void A_flag_may_be_written_as_tables_write_it() =>
        Read("""[[null,null,null,"yes",null],[null,null,null,"No",null],[null,null,null,1,null]]""")["member"].Format(2).ShouldBe("true");

    [Fact]
    public void A_column_that_the_model_does_not_look_at_is_not_asked_for()
    {
        using JsonDocument document = JsonDocument.Parse("""[{"age":41,"since":null,"member":true,"note":""},{"age":42,"city":["odd"],"since":null,"member":true,"note":""}]""");
        JsonRows.Read(document.RootElement, People, ["city"]).Columns.Select(c => c.Name).ShouldBe(["age", "since", "member", "note"]);
    }

    [Theory]
    [InlineData("""[{"age":41}]""", "rows[0] lacks 'city', 'since', 'member', 'note'")]
    [InlineData("""[[41,"Ulm"]]""", "rows[0] has 2 values; the model takes 5: age, city, since, member, note")]
    [InlineData("""[["old","Ulm",null,true,""]]""", "rows[0].age is the text \"old\"; a finite number is expected")]
    [InlineData("""[[1e999,"Ulm",null,true,""]]""", "rows[0].age is 1e999; a finite number is expected")]
    [InlineData("""[[1,"Ulm","tomorrow",true,""]]""", "rows[0].since is the text \"tomorrow\"; a time such as")]
    [InlineData("""[[1,"Ulm",null,"maybe",""]]""", "rows[0].member is the text \"maybe\"; true or false is expected")]
    [InlineData("""[[1,["Ulm"],null,true,""]]""", "rows[0].city is an array; a text is expected")]
    [InlineData("""[[1,"Ulm",null,true,""], 7]""", "rows[1] is 7; a row is an object")]
    [InlineData("""[[1,"Ulm","03/04/2026",true,""]]""", "rows[0].since is the text \"03/04/2026\"")]
    [InlineData("""[[1,"\ud800",null,true,""]]""", "rows[0].city is no valid text")]
    [InlineData("[]", "\"rows\" is empty")]
    [InlineData("{}", "\"rows\" is an object; an array of rows is expected")]
    public void A_wrong_row_is_refused_by_its_place(string json, string sentence) =>
        Should.Throw<ArgumentException>(() => Read(json)).Message.ShouldContain(sentence);

    private static Frame Read(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return JsonRows.Read(document.RootElement, People);
    }
}
