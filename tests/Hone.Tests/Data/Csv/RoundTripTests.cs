using System.Globalization;
using System.Text;
using Hone.Data;

namespace Hone.Tests.Data.Csv;

public class RoundTripTests
{
    [Fact]
    public void What_is_written_reads_back_as_the_same_values_and_kinds()
    {
        Random random = new(5);
        string[] words = ["plain", "with, comma", "with \"quotes\"", "two\nlines", " spaces ", "NA", "?", "null", "None", "-", "é😀", "'single'", "tab\there", "semi;colon", "a|b", "\r\n"];
        for (int trial = 0; trial < 300; trial++)
        {
            int rows = random.Next(1, 40);
            Frame frame = new(
                new NumberColumn("x", [.. Enumerable.Range(0, rows).Select(_ => random.Next(5) == 0 ? double.NaN : BitConverter.Int64BitsToDouble(random.NextInt64()) is double v && double.IsFinite(v) ? v : 0.1)]),
                new WholeColumn("n, \"quoted\"", [.. Enumerable.Range(0, rows).Select(_ => random.NextInt64(long.MinValue, long.MaxValue))]),
                CategoryColumn.From("c", [.. Enumerable.Range(0, rows).Select(_ => random.Next(6) == 0 ? null : words[random.Next(words.Length)])]),
                new TextColumn("t", [.. Enumerable.Range(0, rows).Select(_ => random.Next(6) == 0 ? null : words[random.Next(words.Length)] + random.Next(100))]),
                new FlagColumn("f", [.. Enumerable.Range(0, rows).Select(_ => random.Next(2) == 0)], new MissingBits([.. Enumerable.Range(0, rows).Select(_ => random.Next(4) == 0)]), "no", "yes"),
                new TimeColumn("d", [.. Enumerable.Range(0, rows).Select(_ => new DateTime(random.NextInt64(DateTime.MaxValue.Ticks)))]));
            char delimiter = ",;\t|"[random.Next(4)];
            string text = frame.ToCsv(delimiter);
            Frame back = Frame.ParseCsv(text, new CsvOptions
            {
                Delimiter = delimiter,
                Quote = '"',
                Header = HeaderMode.Present,
                Kinds = frame.Columns.ToDictionary(c => c.Name, c => c.Kind),
            });
            Assert.Equal(frame.RowCount, back.RowCount);
            foreach (Column column in frame.Columns)
            {
                Assert.Equal(column.Kind, back[column.Name].Kind);
                Assert.Equal<IEnumerable<string?>>(frame.Texts(column.Name), back.Texts(column.Name));
            }
            Assert.Equal(text, back.ToCsv(delimiter));
        }
    }

    [Fact]
    public void The_shipped_tables_read_back_byte_for_byte()
    {
        foreach (string name in new[] { "iris", "wine", "breast-cancer", "digits", "diabetes" })
        {
            string path = Shipped(name);
            Assert.Equal(File.ReadAllText(path), Frame.ReadCsv(path).ToCsv());
        }
    }

    [Theory]
    [InlineData("iris", 150, 5, "species", ColumnKind.Category)]
    [InlineData("wine", 178, 14, "cultivar", ColumnKind.Category)]
    [InlineData("breast-cancer", 569, 31, "diagnosis", ColumnKind.Category)]
    [InlineData("digits", 1797, 65, "digit", ColumnKind.Whole)]
    [InlineData("diabetes", 442, 11, "progression", ColumnKind.Whole)]
    public void The_shipped_tables_have_the_shape_their_page_states(string name, int rows, int columns, string target, ColumnKind kind)
    {
        Frame frame = Frame.ReadCsv(Shipped(name));
        Assert.Equal((rows, columns, target, kind), (frame.RowCount, frame.Columns.Count, frame.Columns[^1].Name, frame.Columns[^1].Kind));
        Assert.All(frame.Columns, c => Assert.Equal(0, c.MissingCount));
        Assert.All(frame.Columns.SkipLast(1), c => Assert.True(c is NumberColumn or WholeColumn));
    }

    [Fact]
    public void A_file_is_replaced_whole_and_gzipped_by_its_name()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            Frame frame = Frame.ParseCsv("a,b\n1,x\n,y\n");
            string path = Path.Combine(folder, "t.csv"), zipped = path + ".gz";
            File.WriteAllText(path, "old");
            frame.WriteCsv(path);
            frame.WriteCsv(zipped);
            Assert.Equal("a,b\n1,x\n,y\n", File.ReadAllText(path));
            Assert.Equal([0x1F, 0x8B], File.ReadAllBytes(zipped)[..2]);
            Assert.Equal(frame.ToCsv(), Frame.ReadCsv(zipped).ToCsv());
            Assert.Equal(2, Directory.GetFiles(folder).Length);                   // no temporary file is left
            Assert.ThrowsAny<IOException>(() => frame.WriteCsv(Path.Combine(folder, "no", "such", "folder.csv")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_row_of_nothing_but_gaps_survives()
    {
        Frame frame = new(new NumberColumn("x", [1, double.NaN, 3]));
        Assert.Equal([1, double.NaN, 3], Frame.ParseCsv(frame.ToCsv()).Numbers("x"));
        Frame two = new(new NumberColumn("x", [1, double.NaN, 3]), new TextColumn("y", ["a", null, "b"]));
        Assert.Equal(3, Frame.ParseCsv(two.ToCsv()).RowCount);
    }

    [Fact]
    public void Numbers_parse_to_the_nearest_double()
    {
        Random random = new(7);
        for (int trial = 0; trial < 200_000; trial++)
        {
            string text = random.Next(4) switch
            {
                0 => BitConverter.Int64BitsToDouble(random.NextInt64()).ToString("R", CultureInfo.InvariantCulture),
                1 => random.NextDouble().ToString("R", CultureInfo.InvariantCulture),
                2 => (random.Next(-1_000_000, 1_000_000) / 1000.0).ToString("R", CultureInfo.InvariantCulture),
                _ => $"{(random.Next(2) == 0 ? "-" : "")}{random.NextInt64(0, 1L << 62)}.{random.NextInt64(0, 1L << 62)}e{random.Next(-330, 310)}",
            };
            if (!double.TryParse(text, CultureInfo.InvariantCulture, out double expected) || double.IsNaN(expected))
                continue;
            Assert.True(NumberText.TryParse(Encoding.UTF8.GetBytes(text), (byte)'.', out double found), text);
            Assert.Equal(BitConverter.DoubleToInt64Bits(expected), BitConverter.DoubleToInt64Bits(found));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData(".")]
    [InlineData("1.2.3")]
    [InlineData("1,000")]
    [InlineData("0x10")]
    [InlineData("12a")]
    [InlineData("+-1")]
    [InlineData("nano")]
    [InlineData("- 1")]
    public void What_is_no_number_is_none(string text)
    {
        Assert.False(NumberText.TryParse(Encoding.UTF8.GetBytes(text), (byte)'.', out double _));
        if (text.Length > 0)
            Assert.Equal(FieldShapes.None, NumberText.Shapes(Encoding.UTF8.GetBytes(text), out _) & FieldShapes.PointNumber);
    }

    [Fact]
    public void Blocks_with_and_without_quotes_are_cut_alike()
    {
        Random random = new(11);
        for (int trial = 0; trial < 200; trial++)
        {
            int columns = random.Next(1, 6);
            string text = string.Concat(Enumerable.Range(0, random.Next(1, 60)).Select(_ => string.Join(',', Enumerable.Range(0, columns).Select(_ => new string('x', random.Next(1, 30)))) + (random.Next(9) == 0 ? "\n\n" : "\n")));
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            CsvBlock plain = new() { Bytes = bytes, Length = bytes.Length };
            plain.Tokenise(new CsvDialect((byte)',', 0, (byte)'\n'), columns);
            byte[] quotedBytes = [.. bytes, .. Encoding.UTF8.GetBytes(string.Join(',', Enumerable.Repeat("\"q\"", columns)) + "\n")];
            CsvBlock quoted = new() { Bytes = quotedBytes, Length = quotedBytes.Length };
            quoted.Tokenise(new CsvDialect((byte)',', (byte)'"', (byte)'\n'), columns);
            Assert.Equal(plain.RowCount + 1, quoted.RowCount);
            for (int row = 0; row < plain.RowCount; row++)
            {
                for (int c = 0; c < columns; c++)
                {
                    plain.Field(row, c, out ReadOnlySpan<byte> a);
                    quoted.Field(row, c, out ReadOnlySpan<byte> b);
                    Assert.True(a.SequenceEqual(b));
                }
            }
        }
    }

    private static string Shipped(string name)
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string path = Path.Combine(at.FullName, "datasets", name + ".csv");
            if (File.Exists(path))
                return path;
        }
        throw new FileNotFoundException($"datasets/{name}.csv is not above the tests.");
    }
}
