using System.Globalization;
using System.Text;
using Hone.Data;

namespace Hone.Tests.Data.Csv;

/// <summary>A large regular file takes a short way, anything else the long one: both give the same table or the same sentence.</summary>
public class RegularCsvTests
{
    // A stream over bytes that it shows can be read at any place; one over bytes that it hides cannot, and takes the long way.
    private static object Outcome(byte[] bytes, CsvOptions? options, bool shown)
    {
        using MemoryStream stream = new(bytes, 0, bytes.Length, writable: false, publiclyVisible: shown);
        try
        {
            return Frame.ReadCsv(stream, options);
        }
        catch (InvalidDataException refusal)
        {
            return refusal.Message;
        }
    }

    private static object Check(byte[] bytes, CsvOptions? options = null, string what = "")
    {
        object expected = Outcome(bytes, options, shown: false);
        foreach (int workers in new[] { 1, 2, 8 })
        {
            object found = Outcome(bytes, (options ?? new CsvOptions()) with { Workers = workers }, shown: true);
            if (expected is not Frame table)
            {
                Assert.Equal(expected, found);
                continue;
            }
            Frame other = Assert.IsType<Frame>(found);
            Assert.Equal((table.RowCount, table.Columns.Count), (other.RowCount, other.Columns.Count));
            for (int c = 0; c < table.Columns.Count; c++)
            {
                (Column a, Column b) = (table.Columns[c], other.Columns[c]);
                Assert.True((a.Name, a.Kind, a.MissingCount) == (b.Name, b.Kind, b.MissingCount), what + a.Name);
                Assert.Equal(table.Texts(a.Name), other.Texts(a.Name));
                switch (a)
                {
                    case CategoryColumn category:
                        Assert.Equal(category.Levels, ((CategoryColumn)b).Levels);
                        Assert.Equal(category.Codes, ((CategoryColumn)b).Codes);
                        break;
                    case NumberColumn numbers:
                        Assert.Equal(numbers.Values.ToArray().Select(BitConverter.DoubleToInt64Bits), ((NumberColumn)b).Values.ToArray().Select(BitConverter.DoubleToInt64Bits));
                        break;
                    case FlagColumn flags:
                        Assert.Equal((flags.FalseName, flags.TrueName), (((FlagColumn)b).FalseName, ((FlagColumn)b).TrueName));
                        break;
                }
            }
        }
        return expected;
    }

    private static string Rows(int count, int seed, string end = "\n", bool header = true, Func<int, string, string>? change = null)
    {
        Random random = new(seed);
        StringBuilder text = new();
        if (header)
            text.Append("id,whole,number,long,word,quoted,day,time,flag,mixed,name").Append(end);
        for (int i = 0; i < count; i++)
        {
            string Maybe(string value) => random.Next(25) == 0 ? random.Next(4) switch { 0 => "NA", 1 => "?", 2 => " ", _ => "" } : value;
            string row = string.Create(CultureInfo.InvariantCulture, $"{i},{Maybe(random.Next(-5000, 5000).ToString(CultureInfo.InvariantCulture))},{Maybe((random.NextDouble() * 200 - 100).ToString("G6", CultureInfo.InvariantCulture))},{(random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-20, 20)):R},{Maybe("w" + random.Next(40).ToString(CultureInfo.InvariantCulture))},\"{Quoted(random)}\",{new DateTime(2020, 1, 1).AddDays(random.Next(2000)):yyyy-MM-dd},{new DateTime(2020, 1, 1).AddSeconds(random.Next()):yyyy-MM-dd HH:mm:ss},{(random.Next(2) == 0 ? "yes" : "no")},{(random.Next(3) == 0 ? " 7" : "7.5")},person number {i} ä");
            text.Append(change is null ? row : change(i, row)).Append(end);
        }
        return text.ToString();
    }

    private static string Quoted(Random random) => random.Next(6) switch { 0 => "a, b", 1 => "say \"\"so\"\"", 2 => "two\nlines", 3 => "\"\"", 4 => "", _ => "plain" };

    private const int Many = 9000;                                                 // some 900 kB: four pieces

    [Theory]
    [InlineData("\n", true)]
    [InlineData("\r\n", true)]
    [InlineData("\n", false)]
    public void All_kinds_and_quotes_and_gaps_read_alike_either_way(string end, bool header)
    {
        Frame table = Assert.IsType<Frame>(Check(Encoding.UTF8.GetBytes(Rows(Many, 1, end, header))));
        Assert.Equal(Many, table.RowCount);
        Assert.Equal([ColumnKind.Whole, ColumnKind.Whole, ColumnKind.Number, ColumnKind.Number, ColumnKind.Category, ColumnKind.Category, ColumnKind.Time, ColumnKind.Time, ColumnKind.Flag, ColumnKind.Number, ColumnKind.Text], table.Columns.Select(c => c.Kind));
    }

    [Fact]
    public void A_file_without_a_line_end_at_its_end_or_with_many_reads_alike()
    {
        string text = Rows(Many, 2);
        foreach (string tail in new[] { "", "\n", "\n\n\n", "\n,,,,,,,,,,\n", "\n ,,,,,,,,,,\n\n", "\n\t\n" })
            Check(Encoding.UTF8.GetBytes(text.TrimEnd('\n') + tail), what: tail);
    }

    [Theory]
    [InlineData(1, "5.5")]
    [InlineData(1, "007")]
    [InlineData(1, "99999999999999999999")]
    [InlineData(2, "1e5")]
    [InlineData(2, "word")]
    [InlineData(2, "1,5")]
    [InlineData(3, "x")]
    [InlineData(6, "2020-02-30")]
    [InlineData(6, "2020-02-03T10:00:00Z")]
    [InlineData(6, "2020-02")]
    [InlineData(8, "true")]
    [InlineData(8, "maybe")]
    [InlineData(9, "-")]
    [InlineData(0, "")]
    public void A_late_value_that_changes_a_columns_kind_changes_it_either_way(int column, string value)
    {
        string Late(int i, string row)
        {
            if (i != Many - 100)
                return row;
            string[] fields = row.Replace("two\nlines", "x", StringComparison.Ordinal).Replace("a, b", "x", StringComparison.Ordinal).Split(',');
            fields[column] = value;
            return string.Join(',', fields);
        }
        Check(Encoding.UTF8.GetBytes(Rows(Many, 3, change: Late)), what: value);
        Check(Encoding.UTF8.GetBytes(Rows(Many, 3, header: false, change: Late)), what: value);
    }

    [Fact]
    public void Oddities_far_down_are_met_alike_either_way()
    {
        foreach (string odd in new[] { "1,2", "", " ", ",,,,,,,,,,", "1,2,3,4,5,6\"7,8,9,10,11", "\"1\"x,2,3,4,5,6,7,8,9,10,11", "\"open,2,3,4,5,6,7,8,9,10,11", "1 ,\"2\" ,3,4, \"5\",6,7,8,9,10,11", "a\u0000b,2,3,4,5,6,7,8,9,10,11", new string('z', 600_000) + ",2,3,4,5,6,7,8,9,10,11" })
            Check(Encoding.UTF8.GetBytes(Rows(Many, 4, change: (i, row) => i == Many - 500 ? row + "\n" + odd : row)), what: odd);
        byte[] latin = Encoding.Latin1.GetBytes(Rows(Many, 5).Replace('ä', 'a') + "1,2,3,4,é,6,2020-01-01,2020-01-01,yes,10,11\n");
        Frame table = Assert.IsType<Frame>(Check(latin));
        Assert.Equal("é", table.Texts("word")[^1]);
    }

    [Fact]
    public void Options_count_alike_either_way()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Rows(Many, 6));
        Check(bytes, new CsvOptions { Kinds = new Dictionary<string, ColumnKind> { ["whole"] = ColumnKind.Number, ["day"] = ColumnKind.Category, ["word"] = ColumnKind.Text, ["name"] = ColumnKind.Category } });
        Check(bytes, new CsvOptions { Kinds = new Dictionary<string, ColumnKind> { ["word"] = ColumnKind.Number } });
        Check(bytes, new CsvOptions { Kinds = new Dictionary<string, ColumnKind> { ["wort"] = ColumnKind.Number } });
        Check(bytes, new CsvOptions { MissingSpellings = ["NA", "7.5", "w3", "yes"] });
        Check(bytes, new CsvOptions { Header = HeaderMode.Absent });
        Check(bytes, new CsvOptions { Columns = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"] });
        Check(bytes, new CsvOptions { Columns = ["a", "b"] });
        Check(bytes, new CsvOptions { Quote = '\0' });
        Check(bytes, new CsvOptions { DecimalMark = ',' });
        Check(bytes, new CsvOptions { Encoding = Encoding.UTF8 });
        Check([0xEF, 0xBB, 0xBF, .. bytes]);
        Check(Encoding.UTF8.GetBytes(Rows(Many, 7).Replace(',', ';').Replace('.', ',')));
        Check(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 60_000).Select(i => i.ToString(CultureInfo.InvariantCulture) + "\n"))));
        // Bytes that are no UTF-8, read as such because the caller says so: two of them become one text.
        Check([.. bytes, .. Enumerable.Range(0, 90).SelectMany(i => (byte[])[.. "1,2,3,4,"u8, (byte)(0xE0 + (i % 2)), .. ",6,2020-01-01,2020-01-01,yes,10,11\n"u8])], new CsvOptions { Encoding = Encoding.UTF8 });
    }

    [Fact]
    public void A_regular_file_does_take_the_short_way_and_an_odd_one_does_not()
    {
        Assert.True(TakesTheShortWay(Rows(Many, 11)));
        Assert.True(TakesTheShortWay(Rows(Many, 11, "\r\n") + "\r\n"));
        Assert.False(TakesTheShortWay(Rows(Many, 11) + "\n\n1,2,3,4,5,6,7,8,9,10,11\n"));
        Assert.False(TakesTheShortWay(Rows(Many, 11) + "1,2,3,4,5,\"6\" ,7,8,9,10,11\n"));
        Assert.False(TakesTheShortWay(Rows(Many, 11) + "1,2,3,4,5,6\",7,8,9,10,\"11\n"));
    }

    private static bool TakesTheShortWay(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        using CsvSource source = CsvSource.FromStream(new MemoryStream(bytes, 0, bytes.Length, writable: false, publiclyVisible: true));
        source.Inspect(null);
        CsvDialect dialect = new((byte)',', (byte)'"', (byte)'\n');
        string[] first = text[..text.IndexOf('\n', StringComparison.Ordinal)].Trim().Split(',');
        MissingText missing = new(null);
        RegularCsv? file = RegularCsv.Open(source, dialect, 0, first, new CsvOptions(), missing);
        return file?.Read(new ColumnFill?[first.Length], header: true) is not null;
    }

    [Fact]
    public void Short_numbers_are_those_of_the_runtime_and_anything_else_is_left()
    {
        Random random = new(8);
        byte[] bytes = new byte[64];
        for (int trial = 0; trial < 200_000; trial++)
        {
            int length = random.Next(0, 20), start = random.Next(0, 40);
            random.NextBytes(bytes);
            for (int i = 0; i < length; i++)
                bytes[start + i] = (byte)(random.Next(40) switch { 0 => '.', 1 => '-', 2 => 'x', _ => '0' + random.Next(10) });
            if (random.Next(2) == 0 && length > 0)
                bytes[start] = (byte)'-';
            if (random.Next(2) == 0 && length > 1)
                bytes[start + random.Next(length)] = (byte)'.';
            ReadOnlySpan<byte> text = bytes.AsSpan(start, length);
            FieldShapes shapes = length == 0 ? FieldShapes.None : NumberText.Shapes(text, out _);
            int digits = text.Count((byte)'.') + text.Count((byte)'-');
            bool plain = length is > 0 and <= 16 && start + 16 <= bytes.Length && length - digits <= 15 && (shapes & FieldShapes.PointNumber) != FieldShapes.None;
            Assert.Equal(plain, ShortNumber.TryRead(bytes, start, length, out double number, out bool pointed));
            Assert.Equal(plain && (shapes & FieldShapes.Whole) != FieldShapes.None, ShortNumber.TryRead(bytes, start, length, out long whole));
            if (!plain)
                continue;
            Assert.Equal(BitConverter.DoubleToInt64Bits(double.Parse(text, CultureInfo.InvariantCulture)), BitConverter.DoubleToInt64Bits(number));
            Assert.Equal((shapes & FieldShapes.Whole) == FieldShapes.None, pointed);
            if (!pointed)
                Assert.Equal(long.Parse(text, CultureInfo.InvariantCulture), whole);
        }
    }

    [Fact]
    public void Dates_are_those_of_the_careful_reader()
    {
        byte[] bytes = new byte[32];
        Random random = new(9);
        for (int trial = 0; trial < 50_000; trial++)
        {
            string text = trial < 4000 ? new DateTime(1999, 1, 1).AddDays(trial).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{random.Next(0, 2100):0000}-{random.Next(0, 14):00}-{random.Next(0, 33):00}");
            if (trial % 7 == 6)
                text = text[..random.Next(10)] + "x/-9"[random.Next(4)] + text[random.Next(10)..];
            int length = Encoding.ASCII.GetBytes(text, bytes);
            bool expected = TimeText.TryParse(bytes.AsSpan(0, length), FieldShapes.YearMonthDay, out DateTime time) && length == 10;
            Assert.Equal(expected, IsoDate.TryRead(bytes, 0, length, out DateTime found));
            if (expected)
                Assert.Equal(time, found);
        }
    }

    [Fact]
    public void Texts_are_numbered_and_counted_at_every_length()
    {
        LevelTable table = new(), other = new();
        Dictionary<string, (int Code, int Times)> expected = [];
        Random random = new(10);
        for (int trial = 0; trial < 30_000; trial++)
        {
            string text = new((char)('a' + random.Next(3)), random.Next(0, 40));
            if (text.Length > 0 && random.Next(2) == 0)
                text = text.Remove(random.Next(text.Length), 1) + "é";
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            (int code, int times) = expected.TryGetValue(text, out (int Code, int Times) known) ? known : (expected.Count, 0);
            expected[text] = (code, times + 1);
            Assert.Equal(code, table.Code(bytes));
            other.Code(bytes);
        }
        foreach ((string text, (int code, int times)) in expected)
            Assert.Equal((text, times), (table.Text(code), table.Times(code)));
        Assert.Equal(Enumerable.Range(0, expected.Count), table.Merge(other));
        Assert.Equal(2 * expected["a"].Times, table.Times(expected["a"].Code));
        Assert.True(table.IsUtf8);
        table.Code([0xE0]);
        Assert.False(table.IsUtf8);
    }
}
