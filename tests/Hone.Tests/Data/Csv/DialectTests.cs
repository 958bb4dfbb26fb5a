using System.Globalization;
using Hone.Data;

namespace Hone.Tests.Data.Csv;

/// <summary>Delimiter, decimal mark and header are found in whatever table is written with them.</summary>
public class DialectTests
{
    private static readonly string[] cities = ["Ulm", "Köln", "São Paulo", "Bath", "New York"];

    public static TheoryData<char, char> Marks() => [.. ",;\t|".SelectMany(delimiter => ".,".Select(mark => (delimiter, mark)))];

    [Theory]
    [MemberData(nameof(Marks))]
    public void What_is_written_in_any_dialect_reads_back_equal(char delimiter, char mark)
    {
        foreach (int columns in (int[])[1, 2, 3, 8])
        {
            foreach (int rows in (int[])[3, 10, 60, 500])
            {
                foreach (bool header in (bool[])[true, false])
                {
                    // Without a name above, one column of decimal commas is two columns of whole numbers as well.
                    if (columns == 1 && !header && mark == ',')
                        continue;
                    for (int pattern = 0; pattern < 4; pattern++)
                        Check(delimiter, mark, columns, rows, header, pattern);
                }
            }
        }
    }

    private static void Check(char delimiter, char mark, int columns, int rows, bool header, int pattern)
    {
        Random random = new((columns * 1000) + rows + pattern);
        // At least one column of numbers with a fraction: it tells what a comma means. Which place it has depends on the pattern.
        int[] kinds = [.. Enumerable.Range(0, columns).Select(c => c == pattern % columns ? 0 : (pattern + c) % 3)];
        object[][] table = [.. Enumerable.Range(0, rows).Select(r => kinds.Select((kind, c) => kind switch
        {
            0 => random.Next(5) == 0 && r > 0 ? random.Next(50) : (random.Next(50) * 1.0) + 0.25 + (0.5 * random.Next(2)),
            1 => (object)cities[(r + random.Next(3)) % cities.Length],
            _ => (double)random.Next(-40, 2000),
        }).ToArray())];
        string Field(object value)
        {
            string text = value is double number ? number.ToString(CultureInfo.InvariantCulture).Replace('.', mark) : Convert.ToString(value, CultureInfo.InvariantCulture)!;
            return text.Contains(delimiter, StringComparison.Ordinal) ? $"\"{text}\"" : text;
        }
        IEnumerable<string> lines = table.Select(row => string.Join(delimiter, row.Select(Field)));
        if (header)
            lines = lines.Prepend(string.Join(delimiter, kinds.Select((kind, c) => $"{"nwi"[kind]}{c}")));
        string what = FormattableString.Invariant($"delimiter '{delimiter}', mark '{mark}', {columns} columns, {rows} rows, header {header}, pattern {pattern}:\n{string.Join('\n', lines.Take(4))}");

        Frame frame;
        try
        {
            // Between commas, "1,5" in quotes may as well be a list or a text: there the caller names the mark.
            CsvOptions? named = delimiter == ',' && mark == ',' ? new CsvOptions { DecimalMark = mark } : null;
            frame = Frame.ParseCsv(string.Join('\n', lines) + "\n", named);
        }
        catch (InvalidDataException error)
        {
            throw new InvalidOperationException($"{error.Message} {what}", error);
        }
        Assert.True((rows, columns) == (frame.RowCount, frame.Columns.Count), FormattableString.Invariant($"read {frame.RowCount} × {frame.Columns.Count} of {what}"));
        for (int c = 0; c < columns; c++)
        {
            Column column = frame.Columns[c];
            Assert.True(!header || column.Name == FormattableString.Invariant($"{"nwi"[kinds[c]]}{c}"), $"named {column.Name} in {what}");
            if (kinds[c] == 1)
                Assert.True(table.Select(row => (string)row[c]).SequenceEqual(frame.Texts(column.Name)!), $"{column.Name} differs in {what}");
            else
                Assert.True(column is NumberColumn or WholeColumn && table.Select(row => Convert.ToDouble(row[c], CultureInfo.InvariantCulture)).SequenceEqual(frame.Numbers(column.Name)), $"{column.Name} is {column.Kind} in {what}");
        }
    }

    [Theory]
    [InlineData("city;type;price", "Ulm;flat;3,25", 60, 3)]
    [InlineData("a;b;y", "1,5;x;1,25", 52, 3)]
    [InlineData("a|b", "1,5|2,25", 200, 2)]
    [InlineData("price", "3,25", 100, 1)]
    public void Names_without_a_comma_tell_that_the_commas_below_are_decimal_marks(string names, string row, int rows, int columns)
    {
        Frame frame = Frame.ParseCsv(names + "\n" + string.Concat(Enumerable.Repeat(row + "\n", rows)));
        Assert.Equal((rows, columns), (frame.RowCount, frame.Columns.Count));
        Assert.IsType<NumberColumn>(frame.Columns[^1]);
    }

    [Fact]
    public void A_semicolon_within_a_column_of_a_comma_table_parts_nothing()
    {
        Frame frame = Frame.ParseCsv("id,tags,x\n" + string.Concat(Enumerable.Range(0, 60).Select(i => FormattableString.Invariant($"{i % 7},a;b,{i}.5\n"))));
        Assert.Equal(["id", "tags", "x"], frame.Columns.Select(c => c.Name));
    }

    [Fact]
    public void A_title_above_a_table_is_still_refused_by_line()
    {
        string text = "Prices of flats\n" + "city,price\n" + string.Concat(Enumerable.Repeat("Ulm,3\n", 60));
        Assert.StartsWith("The text, line 2: found 2 fields", Assert.Throws<InvalidDataException>(() => Frame.ParseCsv(text)).Message, StringComparison.Ordinal);
    }
}
