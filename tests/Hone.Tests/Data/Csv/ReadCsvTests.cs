using System.Text;
using Hone.Data;

namespace Hone.Tests.Data.Csv;

public class ReadCsvTests
{
    private static ColumnKind KindOf(string column) => Frame.ParseCsv("x,other\n" + string.Concat(column.Split(' ').Select(v => v + ",word one\n"))).Columns[0].Kind;

    [Theory]
    [InlineData("1 -2 +3 9223372036854775807", ColumnKind.Whole)]
    [InlineData("1 9223372036854775808", ColumnKind.Number)]
    [InlineData("1 2.5 -1e-3 .5 7.", ColumnKind.Number)]
    [InlineData("inf -Infinity 1", ColumnKind.Number)]
    [InlineData("00501 10001 94105", ColumnKind.Category)]
    [InlineData("1 2 three", ColumnKind.Category)]
    [InlineData("true false TRUE", ColumnKind.Flag)]
    [InlineData("yes no No", ColumnKind.Flag)]
    [InlineData("yes true", ColumnKind.Category)]
    [InlineData("0 1 1", ColumnKind.Whole)]
    [InlineData("2011-02-28 2012-02-29T13:45", ColumnKind.Time)]
    [InlineData("2011-02-29 2012-02-29", ColumnKind.Category)]
    [InlineData("1949-01 1949-12", ColumnKind.Time)]
    [InlineData("2011/02/28 2011/12/01", ColumnKind.Time)]
    [InlineData("10.03.2004 01.02.2004", ColumnKind.Time)]
    [InlineData("10/03/2004 25/03/2004", ColumnKind.Time)]
    [InlineData("03/10/2004 03/25/2004", ColumnKind.Time)]
    [InlineData("10/03/2004 01/02/2004", ColumnKind.Category)]
    [InlineData("2011-01-01T00:00:00Z 2011-01-01T00:00:00", ColumnKind.Category)]
    [InlineData("NA 1 ? None -", ColumnKind.Whole)]
    [InlineData("1.5 NAN none . -- n/A", ColumnKind.Number)]
    [InlineData("NA ? null", ColumnKind.Number)]
    public void A_column_has_the_kind_that_all_its_values_share(string values, ColumnKind kind) => Assert.Equal(kind, KindOf(values));

    [Fact]
    public void The_last_row_of_many_decides_the_kind_as_much_as_the_first()
    {
        StringBuilder text = new("id,x,y\n");
        for (int i = 0; i < 200_000; i++)
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{i},{i % 7},{i % 5}.5\n");
        text.Append("200000,seven,1\n");
        Frame frame = Frame.ParseCsv(text.ToString());
        Assert.Equal(200_001, frame.RowCount);
        Assert.Equal([ColumnKind.Whole, ColumnKind.Category, ColumnKind.Number], frame.Columns.Select(c => c.Kind));
        Assert.Equal(8, frame.Category("x").Levels.Count);
        Assert.Equal("seven", frame.Category("x")[200_000]);
        Assert.Equal(199_999 % 5 + 0.5, frame.Numbers("y")[199_999]);
    }

    [Fact]
    public void Day_and_month_follow_from_the_column_that_shows_a_day_above_twelve()
    {
        Frame frame = Frame.ParseCsv("d,m\n01/02/2004,01/02/2004\n25/02/2004,02/25/2004\n");
        Assert.Equal(new DateTime(2004, 2, 1), frame.Times("d")[0]);
        Assert.Equal(new DateTime(2004, 1, 2), frame.Times("m")[0]);
    }

    [Fact]
    public void Times_with_a_zone_are_kept_as_universal_time()
    {
        Frame frame = Frame.ParseCsv("t,x\n2020-01-01T00:30:00+01:00,1\n2020-01-01T12:00:00.1234567Z,2\n");
        Assert.Equal(new DateTime(2019, 12, 31, 23, 30, 0), frame.Times("t")[0]);
        Assert.Equal(new DateTime(2020, 1, 1, 12, 0, 0).AddTicks(1234567), frame.Times("t")[1]);
    }

    [Fact]
    public void Morning_and_afternoon_are_told_apart()
    {
        Frame frame = Frame.ParseCsv("t,x\n1/31/2020 12:05:00 AM,1\n1/31/2020 1:05 PM,2\n");
        Assert.Equal(new DateTime(2020, 1, 31, 0, 5, 0), frame.Times("t")[0]);
        Assert.Equal(new DateTime(2020, 1, 31, 13, 5, 0), frame.Times("t")[1]);
    }

    [Fact]
    public void None_and_a_dash_are_gaps_among_numbers_but_values_among_words()
    {
        Frame frame = Frame.ParseCsv("n,w\n1,None\nNone,brick\n-,-\n2,NA\n");
        Assert.Equal([1, null, null, 2], frame.Wholes("n"));
        Assert.Equal<IEnumerable<string?>>(["None", "brick", "-", null], frame.Texts("w"));
    }

    [Fact]
    public void A_quoted_spelling_is_a_value_among_words_and_a_gap_among_numbers()
    {
        Frame frame = Frame.ParseCsv("n,w\n\"1\",\"NA\"\n\"NA\",brick\n");
        Assert.Equal([1, null], frame.Wholes("n"));
        Assert.Equal<IEnumerable<string?>>(["NA", "brick"], frame.Texts("w"));
    }

    [Fact]
    public void Spellings_that_the_caller_names_replace_the_usual_ones()
    {
        Frame frame = Frame.ParseCsv("n,w\n-999,NA\n1,gone\n", new CsvOptions { MissingSpellings = ["-999", "gone"] });
        Assert.Equal([null, 1], frame.Wholes("n"));
        Assert.Equal<IEnumerable<string?>>(["NA", null], frame.Texts("w"));
    }

    [Theory]
    [InlineData(',')]
    [InlineData(';')]
    [InlineData('\t')]
    [InlineData('|')]
    public void The_delimiter_is_found(char delimiter)
    {
        Frame frame = Frame.ParseCsv("name,score,note\nann,1.5,\"a,b;c\"\nbob,2.5,x\n".Replace(',', delimiter).Replace($"a{delimiter}b", $"a{delimiter} b", StringComparison.Ordinal));
        Assert.Equal(["name", "score", "note"], frame.Columns.Select(c => c.Name));
        Assert.Equal([1.5, 2.5], frame.Numbers("score"));
    }

    [Fact]
    public void Runs_of_spaces_part_a_table_of_numbers_and_whatever_the_caller_says()
    {
        Assert.Equal([2, 4], Frame.ParseCsv(" weight  waist\n  1   2 \r\n 3 \t4\n").Wholes("waist"));
        Assert.Equal<IEnumerable<string?>>(["b c", "d"], Frame.ParseCsv("w n\n\"b c\" 1\nd   2\n", new CsvOptions { Delimiter = ' ' }).Texts("w"));
        Assert.Single(Frame.ParseCsv("when\n2020-01-01 10:00\n2020-01-02 11:00\n").Columns);
        Assert.Single(Frame.ParseCsv("one two\nthree four\nfive six\n").Columns);
        Assert.StartsWith("The text, line 3: found 1 field", Assert.Throws<InvalidDataException>(() => Frame.ParseCsv("a b\n1 2\n3\n", new CsvOptions { Delimiter = ' ' })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_decimal_comma_is_found_and_thousands_are_left_alone()
    {
        Frame frame = Frame.ParseCsv("a;b;c\n1,5;1,234;7\n2,25;5,678;8\n");
        Assert.Equal([1.5, 2.25], frame.Numbers("a"));
        Assert.Equal([1.234, 5.678], frame.Numbers("b"));                        // column a shows what commas mean in this file
        Assert.Equal(ColumnKind.Category, Frame.ParseCsv("b;c\n1,234;7\n5,678;8\n").Columns[0].Kind);
        Assert.Equal([1.234, 5.678], Frame.ParseCsv("b;c\n1,234;7\n5,678;8\n", new CsvOptions { DecimalMark = ',' }).Numbers("b"));
        Assert.Equal(ColumnKind.Category, Frame.ParseCsv("a;b\n1,5;1\n", new CsvOptions { DecimalMark = '.' }).Columns[0].Kind);
    }

    [Fact]
    public void Quotes_hold_delimiters_line_ends_and_doubled_quotes()
    {
        Frame frame = Frame.ParseCsv("a,b\r\n\"x, y\",\"say \"\"hi\"\"\"\r\n\"two\nlines\", \" spaces stay \" \r\n5\" pipe,z\r\n");
        Assert.Equal<IEnumerable<string?>>(["x, y", "two\nlines", "5\" pipe"], frame.Texts("a"));
        Assert.Equal<IEnumerable<string?>>(["say \"hi\"", " spaces stay ", "z"], frame.Texts("b"));
    }

    [Fact]
    public void Quotes_that_do_not_pair_up_are_part_of_the_text()
    {
        Frame frame = Frame.ParseCsv("kind\ttext\nham\t\"Hello\" she said\nspam\t\"open\nham\tplain\n");
        Assert.Equal<IEnumerable<string?>>(["\"Hello\" she said", "\"open", "plain"], frame.Texts("text"));
    }

    [Fact]
    public void Single_quotes_that_enclose_fields_are_quotes()
    {
        Frame frame = Frame.ParseCsv("0.5,'-1'\n0.25,'1'\n0.1,'1'\n");
        Assert.Equal([-1, 1, 1], frame.Wholes("column2"));
        Assert.Equal<IEnumerable<string?>>(["don't", "'tis"], Frame.ParseCsv("a,b\ndon't,1\n'tis,2\n").Texts("a"));
    }

    [Fact]
    public void A_header_is_told_from_data()
    {
        Assert.Equal(["age", "job"], Frame.ParseCsv("age,job\n30,clerk\n40,baker\n").Columns.Select(c => c.Name));
        Assert.Equal(["column1", "column2"], Frame.ParseCsv("39, State-gov\n50, Private\n38, Private\n").Columns.Select(c => c.Name));
        Assert.Equal(["edible", "cap"], Frame.ParseCsv("edible,cap\np,x\ne,x\ne,b\n").Columns.Select(c => c.Name));
        Assert.Equal(["column1", "column2"], Frame.ParseCsv("p,x\ne,x\ne,b\np,b\n").Columns.Select(c => c.Name));
        Assert.Equal(["0", "1", "2", "target"], Frame.ParseCsv("0,1,2,target\n5,6,7,1\n8,9,1,0\n").Columns.Select(c => c.Name));
        Assert.Equal(3, Frame.ParseCsv("a,b\nc,d\ne,f\n", new CsvOptions { Header = HeaderMode.Absent }).RowCount);
        Assert.Equal(["1", "2"], Frame.ParseCsv("1,2\n3,4\n", new CsvOptions { Header = HeaderMode.Present }).Columns.Select(c => c.Name));
        Assert.Equal(["u", "v"], Frame.ParseCsv("1,2\n3,4\n", new CsvOptions { Columns = ["u", "v"] }).Columns.Select(c => c.Name));
    }

    [Fact]
    public void Empty_lines_rows_at_the_ends_and_nameless_empty_columns_are_passed_over()
    {
        Frame frame = Frame.ParseCsv("\n;;;\na;b;;\n1;2;;\n\n;;;\n3;;;\n  \n;;;\n;;;\n");
        Assert.Equal(["a", "b"], frame.Columns.Select(c => c.Name));
        Assert.Equal([1, null, 3], frame.Wholes("a"));                  // a row without values between others keeps its place
        Assert.Equal([2, null, null], frame.Wholes("b"));
        Assert.Equal(["column1", "b"], Frame.ParseCsv(",b\n0,x\n1,y\n").Columns.Select(c => c.Name));
    }

    [Theory]
    [InlineData("utf-8", true)]
    [InlineData("utf-8", false)]
    [InlineData("utf-16", true)]
    [InlineData("utf-16", false)]
    [InlineData("utf-16BE", true)]
    [InlineData("utf-16BE", false)]
    [InlineData("utf-32", true)]
    public void Every_encoding_gives_the_same_table(string name, bool mark)
    {
        Encoding encoding = Encoding.GetEncoding(name);
        byte[] bytes = [.. mark ? encoding.GetPreamble() : [], .. encoding.GetBytes("name,n\nJosé,1\nŁódź 東京,2\n😀,3\n")];
        if (!mark && name != "utf-8")
            bytes = encoding.GetBytes("name,n\nJose,1\nabc,2\n");
        Frame frame = Frame.ReadCsv(new MemoryStream(bytes));
        Assert.Equal<IEnumerable<string?>>(mark || name == "utf-8" ? ["José", "Łódź 東京", "😀"] : ["Jose", "abc"], frame.Texts("name"));
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_read_as_windows_1252()
    {
        Frame frame = Frame.ReadCsv(new MemoryStream([.. "name,n\nJos"u8, 0xE9, .. ",1\n"u8, 0x80, .. "uro,2\n"u8]));
        Assert.Equal<IEnumerable<string?>>(["José", "€uro"], frame.Texts("name"));
    }

    [Fact]
    public void An_invalid_byte_late_in_a_large_file_changes_how_all_of_it_is_read()
    {
        MemoryStream stream = new();
        stream.Write("name,n\n"u8);
        for (int i = 0; i < 300_000; i++)
            stream.Write("abc,12\n"u8);
        stream.Write([.. "caf"u8, 0xE9, .. ",1\n"u8]);
        stream.Position = 0;
        Frame frame = Frame.ReadCsv(stream);
        Assert.Equal(300_001, frame.RowCount);
        Assert.Equal("café", frame.Texts("name")[^1]);
    }

    [Fact]
    public void Old_line_ends_part_rows()
    {
        Assert.Equal([1, 3], Frame.ParseCsv("a,b\r1,2\r3,4\r").Wholes("a"));
        Assert.Equal([1, 3], Frame.ParseCsv("a,b\r\n1,2\r\n3,4").Wholes("a"));
    }

    [Fact]
    public void A_stream_that_cannot_seek_reads_like_one_that_can()
    {
        byte[] bytes = Encoding.UTF8.GetBytes("a,b\n1,x\n2,y\n");
        using MemoryStream packed = new();
        using (System.IO.Compression.GZipStream zip = new(packed, System.IO.Compression.CompressionMode.Compress, leaveOpen: true))
            zip.Write(bytes);
        packed.Position = 0;
        using System.IO.Compression.GZipStream forward = new(packed, System.IO.Compression.CompressionMode.Decompress);
        Assert.Equal([1, 2], Frame.ReadCsv(forward).Wholes("a"));
        packed.Position = 0;
        Assert.Equal([1, 2], Frame.ReadCsv(packed).Wholes("a"));
        Assert.True(packed.CanRead, "the stream stays open");
    }

    [Fact]
    public void A_stream_is_read_from_where_it_stands()
    {
        MemoryStream stream = new("skip this a,b\n1,2\n"u8.ToArray()) { Position = 10 };
        Assert.Equal(["a", "b"], Frame.ReadCsv(stream).Columns.Select(c => c.Name));
    }

    [Fact]
    public void Kinds_that_the_caller_names_are_kept()
    {
        Frame frame = Frame.ParseCsv("zip,day,n,ok\n00501,10/03/2004,1,1\n10001,25/03/2004,2,0\n", new CsvOptions
        {
            Kinds = new Dictionary<string, ColumnKind> { ["zip"] = ColumnKind.Number, ["day"] = ColumnKind.Text, ["n"] = ColumnKind.Category, ["ok"] = ColumnKind.Flag },
        });
        Assert.Equal([501, 10001], frame.Numbers("zip"));
        Assert.Equal<IEnumerable<string?>>(["10/03/2004", "25/03/2004"], ((TextColumn)frame["day"]).Values.ToArray());
        Assert.Equal(["1", "2"], frame.Category("n").Levels);
        Assert.Equal([true, false], frame.Flags("ok"));
    }

    [Fact]
    public void Flags_remember_how_they_were_written()
    {
        FlagColumn flag = (FlagColumn)Frame.ParseCsv("a,b\nyes,1\nno,2\n")["a"];
        Assert.Equal(("no", "yes"), (flag.FalseName, flag.TrueName));
        FlagColumn one = (FlagColumn)Frame.ParseCsv("a,b\nTrue,1\nTrue,2\n")["a"];
        Assert.Equal(("False", "True"), (one.FalseName, one.TrueName));
    }

    [Fact]
    public void One_two_and_eight_workers_read_the_same_table()
    {
        StringBuilder text = new("id,name,x,when\n");
        for (int i = 0; i < 120_000; i++)
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{i},\"user {(i * 7919L) % 30011}\",{(i % 97 == 0 ? "" : (i * 0.1).ToString(System.Globalization.CultureInfo.InvariantCulture))},2020-01-{1 + (i % 28):00}\n");
        string[] written = [.. new[] { 1, 2, 8 }.Select(w => Frame.ParseCsv(text.ToString(), new CsvOptions { Workers = w }).ToCsv())];
        Assert.Equal(written[0], written[1]);
        Assert.Equal(written[0], written[2]);
    }

    [Fact]
    public void Words_are_text_where_they_are_mostly_different_and_a_category_where_they_repeat()
    {
        string names = string.Concat(Enumerable.Range(0, 60).Select(i => $"Person Number{i},c{i % 3},{i % 25} is quite a long sentence about the number that came first\n"));
        Frame frame = Frame.ParseCsv("name,class,note\n" + names);
        Assert.Equal([ColumnKind.Text, ColumnKind.Category, ColumnKind.Text], frame.Columns.Select(c => c.Kind));
        string ids = string.Concat(Enumerable.Range(0, 30_000).Select(i => $"id{i * 31 % 10_000},{i}\n"));
        Assert.Equal(10_000, Frame.ParseCsv("id,n\n" + ids).Category("id").Levels.Count);
        Assert.Equal(ColumnKind.Text, Frame.ParseCsv("review,stars\nthis was a great film,5\nI did not like it at all,1\n")["review"].Kind);
    }

    [Fact]
    public void A_single_column_of_prose_keeps_its_commas()
    {
        Frame frame = Frame.ParseCsv("text\nfirst, second\nno comma here\na, b, c\nplain\n");
        Assert.Equal<IEnumerable<string?>>(["first, second", "no comma here", "a, b, c", "plain"], frame.Texts("text"));
    }

    [Theory]
    [InlineData("adult/adult.train.csv", 32561, 15)]
    [InlineData("air-quality-uci/AirQualityUCI.csv", 9357, 15)]
    [InlineData("bank-marketing/bank-additional-full.csv.gz", 41188, 21)]
    [InlineData("mammography/mammography.csv", 11183, 7)]
    [InlineData("sms-spam/SMSSpamCollection.tsv", 5574, 2)]
    [InlineData("titanic/titanic.csv", 891, 12)]
    [InlineData("cmapss-fd001/train_FD001.txt.gz", 20631, 26)]
    [InlineData("diabetes/diabetes_data_raw.csv.gz", 442, 10)]
    [InlineData("linnerud/linnerud_exercise.csv", 20, 3)]
    public void Real_files_have_their_known_shape(string file, int rows, int columns)
    {
        Frame frame = Frame.ReadCsv(SharedData.Path(file));
        Assert.Equal((rows, columns), (frame.RowCount, frame.Columns.Count));
    }

    [Fact]
    public void Air_quality_has_its_decimal_commas_dates_and_no_empty_rows()
    {
        Frame frame = Frame.ReadCsv(SharedData.Path("air-quality-uci/AirQualityUCI.csv"));
        Assert.Equal(new DateTime(2004, 3, 10), frame.Times("Date")[0]);
        Assert.Equal(2.6, frame.Numbers("CO(GT)")[0]);
        Assert.All(frame.Columns, c => Assert.Equal(0, c.MissingCount));
    }
}
