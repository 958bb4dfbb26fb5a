using System.Text;
using Hone.Data;

namespace Hone.Tests.Data.Csv;

public class BadCsvTests
{
    private static string Refusal(string text, CsvOptions? options = null) => Assert.Throws<InvalidDataException>(() => Frame.ParseCsv(text, options)).Message;

    private static string Refusal(byte[] bytes) => Assert.Throws<InvalidDataException>(() => Frame.ReadCsv(new MemoryStream(bytes))).Message;

    [Fact]
    public void A_row_of_another_length_is_refused_with_its_line()
    {
        Assert.Equal("The text, line 3: found 2 fields where the first row has 3; every row must have as many.", Refusal("a,b,c\n1,2,3\n4,5\n"));
        Assert.Equal("The text, line 5: found 4 fields where the first row has 3; every row must have as many.", Refusal("a,b,c\n\"x\ny\",2,3\n\n4,5,6,7\n"));
        string late = "a,b,c\n" + string.Concat(Enumerable.Repeat("1,2,3\n", 400_000)) + "1\n";
        Assert.Equal("The text, line 400002: found 1 field where the first row has 3; every row must have as many.", Refusal(late));
    }

    [Fact]
    public void The_first_of_several_faults_is_named_whatever_the_workers()
    {
        string text = "a,b,c\n" + string.Concat(Enumerable.Repeat("1,2,3\n", 300_000)) + "1,2\n" + string.Concat(Enumerable.Repeat("1,2,3\n", 300_000)) + "1\n";
        foreach (int workers in new[] { 1, 2, 8 })
            Assert.Contains("line 300002:", Refusal(text, new CsvOptions { Workers = workers }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n  \r\n")]
    public void An_empty_file_is_refused(string text) => Assert.Equal("The text is empty.", Refusal(text));

    [Fact]
    public void A_header_without_rows_is_refused() => Assert.Equal("The text has a header but no rows.", Refusal("name,age\n"));

    [Fact]
    public void A_name_that_stands_twice_is_refused() =>
        Assert.Equal("The text names two columns 'a', the 1st and the 3rd; each name may stand once.", Refusal("a,b,a\n1,2,3\n"));

    [Fact]
    public void What_is_no_text_is_refused()
    {
        Assert.Equal("The stream holds binary data, not text.", Refusal([1, 2, 0, 0, 3, 10, 200, 0, 7]));
        Assert.Equal("The stream is a ZIP archive (Excel workbooks are such archives), not a CSV file.", Refusal([.. "PK\u0003\u0004 and so on"u8]));
        Assert.Equal("The stream is a Parquet file, not a CSV file.", Refusal([.. "PAR1xxxx"u8]));
        byte[] late = [.. "a,b\n"u8, .. Enumerable.Repeat("1,2\n"u8.ToArray(), 100_000).SelectMany(b => b), 0, (byte)'\n'];
        Assert.Equal("The stream holds binary data, not text.", Refusal(late));
    }

    [Fact]
    public void A_missing_file_and_a_directory_are_told_apart()
    {
        string absent = Path.Combine(Path.GetTempPath(), "no-such-table.csv");
        Assert.Equal($"There is no file '{absent}'.", Assert.Throws<FileNotFoundException>(() => Frame.ReadCsv(absent)).Message);
        string folder = Path.GetTempPath();
        Assert.Equal($"'{folder}' is a directory; a CSV file is wanted.", Assert.Throws<IOException>(() => Frame.ReadCsv(folder)).Message);
    }

    [Fact]
    public void A_quote_that_the_caller_insists_on_must_pair_up()
    {
        CsvOptions options = new() { Quote = '"' };
        Assert.Equal("The text, line 3: found 'z' after a closing quote, where a ',' or the end of the line must stand; quotes inside a field are doubled.", Refusal("a,b\n1,2\n\"x\"z,4\n", options));
        Assert.Equal("The text, line 2: the field opens a quote that never closes.", Refusal("a,b\n1,\"x\n3,4\n", options));
    }

    [Fact]
    public void A_value_that_does_not_fit_a_named_kind_is_refused_with_its_line() =>
        Assert.Equal("The text, line 3: column 'n' holds 'abc', which cannot be read as number.", Refusal("n,m\n1,2\nabc,3\n", new CsvOptions { Kinds = new Dictionary<string, ColumnKind> { ["n"] = ColumnKind.Number } }));

    [Fact]
    public void A_kind_for_a_column_that_is_not_there_suggests_the_nearest() =>
        Assert.StartsWith("There is no column 'aeg'. Did you mean 'age'?", Refusal("age,m\n1,2\n", new CsvOptions { Kinds = new Dictionary<string, ColumnKind> { ["aeg"] = ColumnKind.Number } }), StringComparison.Ordinal);

    [Fact]
    public void As_many_names_as_columns_must_be_given() =>
        Assert.Equal("3 column names were given, but The text has 2 columns.", Refusal("1,2\n3,4\n", new CsvOptions { Columns = ["a", "b", "c"] }));

    [Theory]
    [InlineData('a')]
    [InlineData('"')]
    [InlineData('\n')]
    [InlineData('é')]
    public void A_delimiter_must_be_a_plain_ascii_mark(char delimiter) => Assert.Throws<ArgumentOutOfRangeException>(() => new CsvOptions { Delimiter = delimiter });

    [Fact]
    public void A_gzip_file_cut_off_anywhere_gives_the_one_exception_or_the_whole_table()
    {
        byte[] whole = Gzip("a,b\n" + string.Concat(Enumerable.Range(0, 400).Select(i => $"{i},{i * i}\n")));
        for (int length = 0; length < whole.Length; length += 7)
        {
            byte[] torn = whole[..length];
            Exception? failure = Record.Exception(() => Frame.ReadCsv(new MemoryStream(torn)));
            Assert.True(failure is InvalidDataException, $"cut at {length} of {whole.Length}: {failure?.GetType().Name ?? "read without complaint"}");
        }
        Assert.Equal(400, Frame.ReadCsv(new MemoryStream(whole)).RowCount);
    }

    [Fact]
    public void A_damaged_gzip_file_gives_the_one_exception_or_a_table()
    {
        byte[] whole = Gzip("a,b\n" + string.Concat(Enumerable.Range(0, 100).Select(i => $"{i},{i * i}\n")));
        for (int at = 0; at < whole.Length; at++)
        {
            byte[] damaged = [.. whole];
            damaged[at] ^= 0x55;
            Exception? failure = Record.Exception(() => Frame.ReadCsv(new MemoryStream(damaged)));
            Assert.True(failure is null or InvalidDataException, $"damaged at {at}: {failure}");
        }
    }

    [Fact]
    public void Random_bytes_never_raise_anything_but_the_documented_exception()
    {
        Random random = new(1);
        for (int trial = 0; trial < 2000; trial++)
        {
            byte[] bytes = new byte[random.Next(0, 300)];
            random.NextBytes(bytes);
            Exception? failure = Record.Exception(() => Frame.ReadCsv(new MemoryStream(bytes)));
            Assert.True(failure is null or InvalidDataException, $"trial {trial}: {failure}");
        }
    }

    [Fact]
    public void Random_marks_and_words_never_raise_anything_but_the_documented_exception()
    {
        string[] pieces = [",", ";", "\t", "|", "\"", "'", "\n", "\r\n", "\r", " ", "a", "b c", "1", "-2.5", "3,5", "NA", "true", "no", "2020-01-01", "10/03/2004", "é", "😀", "\"\"", "1e400", "00", "inf"];
        Random random = new(2);
        int tables = 0;
        for (int trial = 0; trial < 3000; trial++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(1, 60)).Select(_ => pieces[random.Next(pieces.Length)]));
            CsvOptions options = new()
            {
                Delimiter = random.Next(4) == 0 ? ",;|"[random.Next(3)] : null,
                Quote = random.Next(4) == 0 ? "\"'\0"[random.Next(3)] : null,
                Header = (HeaderMode)random.Next(3),
                DecimalMark = random.Next(4) == 0 ? ",."[random.Next(2)] : null,
            };
            Exception? failure = Record.Exception(() =>
            {
                Frame frame = Frame.ParseCsv(text, options);
                _ = frame.Describe().ToString() + frame + frame.Schema();
                tables++;
            });
            Assert.True(failure is null or InvalidDataException, $"trial {trial}, {text}: {failure}");
        }
        Assert.InRange(tables, 100, 3000);
    }

    private static byte[] Gzip(string text)
    {
        MemoryStream packed = new();
        using (System.IO.Compression.GZipStream zip = new(packed, System.IO.Compression.CompressionMode.Compress, leaveOpen: true))
            zip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }
}
