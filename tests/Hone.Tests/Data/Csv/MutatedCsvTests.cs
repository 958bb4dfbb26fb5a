using System.Globalization;
using System.Text;
using Hone.Data;

namespace Hone.Tests.Data.Csv;

/// <summary>Large files with something torn, doubled or put in at a random place, often where the reader cuts: the short way and the long one give the same table or the same sentence.</summary>
public class MutatedCsvTests
{
    private const int Piece = CsvOutline.PieceSize;

    // What is put in: quotes that tear fields, line ends, what is no text, and what is odd only at some places.
    private static readonly string[] odd = ["\"", "\"\"", "\"\"\"", "\",\"", "\"\n\"", ",", "\n", "\r", "\r\n", "\n\n", "\n\r\n", "\0", "ÿ", "\uFEFF", ",\"", "\"\n", " ", "\t", "\" ", " \"", "é", "-", "1e999", "\r\""];

    [Fact]
    public void A_torn_file_gives_the_same_table_or_the_same_sentence_either_way()
    {
        for (int seed = 0; seed < 12; seed++)
            Check(Mutated(seed), seed);
    }

    [Fact]
    public void A_quoted_field_across_every_place_near_a_cut_reads_alike()
    {
        // A quoted field with a line end, a doubled quote and a delimiter in it slides over the border of two pieces.
        byte[] whole = Encoding.UTF8.GetBytes(Regular(new Random(1), "\r\n", 30_000));
        byte[] field = "\"ab\"\"\r\n,\"\"\""u8.ToArray();
        for (int shift = -field.Length - 2; shift <= 3; shift += 2)
        {
            byte[] bytes = [.. whole];
            int row = Array.LastIndexOf(bytes, (byte)'\n', Piece * 2 + shift) + 1, place = (Piece * 2) + shift;
            // The row that the place is in becomes: a word that fills it up, the field, and the other columns.
            byte[] before = Encoding.UTF8.GetBytes("7," + new string('w', Math.Max(1, place - row - 3)) + ",");
            byte[] replaced = [.. bytes[..row], .. before, .. field, .. ",1.5\r\n"u8, .. bytes[row..]];
            Check(replaced, shift);
        }
    }

    [Theory]
    [InlineData("only,names,here,now", false)]
    [InlineData("a\n1", false)]
    [InlineData("a,b\n1,2", true)]
    [InlineData("a,b\r\n1,2\r\n", true)]
    [InlineData("\uFEFFa,b\n1,2\n", true)]
    public void Small_files_give_the_same_from_a_stream_that_is_shown_or_hidden(string text, bool table)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        object expected = Outcome(bytes, shown: false, null), found = Outcome(bytes, shown: true, 2);
        Assert.Equal(Told(expected), Told(found));
        Assert.Equal(table, expected is Frame { Columns.Count: 2 });
    }

    private static void Check(byte[] bytes, int seed)
    {
        string expected = Told(Outcome(bytes, shown: false, workers: 2));
        Assert.True(expected == Told(Outcome(bytes, shown: true, workers: 1)), FormattableString.Invariant($"seed {seed}, one worker"));
        Assert.True(expected == Told(Outcome(bytes, shown: true, workers: 8)), FormattableString.Invariant($"seed {seed}, eight workers"));
    }

    private static byte[] Mutated(int seed)
    {
        Random random = new(seed);
        List<byte> bytes = [.. Encoding.UTF8.GetBytes(Regular(random, random.Next(3) == 0 ? "\r\n" : "\n", 20_000))];
        int mutations = random.Next(1, 4);
        for (int m = 0; m < mutations; m++)
        {
            int at = random.Next(4) switch
            {
                0 => random.Next(bytes.Count),
                1 => bytes.Count - random.Next(1, 40),
                _ => Math.Min(bytes.Count - 1, (Piece * random.Next(1, 4)) + random.Next(-4, 40)),      // pieces begin behind the header
            };
            switch (random.Next(5))
            {
                case 0:
                    bytes.RemoveRange(at, Math.Min(bytes.Count - at, random.Next(1, 4)));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                default:
                    string text = odd[random.Next(odd.Length)];
                    bytes.InsertRange(at, text == "ÿ" ? [0xFF] : Encoding.UTF8.GetBytes(text));
                    break;
            }
        }
        return [.. bytes];
    }

    private static string Regular(Random random, string end, int rows)
    {
        StringBuilder text = new("id,word,quoted,number" + end);
        for (int i = 0; i < rows; i++)
        {
            string quoted = random.Next(12) switch { 0 => "\"a, b\"", 1 => "\"two" + end + "lines\"", 2 => "\"\"\"\"", 3 => "\"\"", 4 => "NA", _ => "plain and somewhat longer" };
            text.Append(CultureInfo.InvariantCulture, $"{i},w{random.Next(30)},{quoted},{random.Next(100_000) / 100.0}{end}");
        }
        return text.ToString();
    }

    private static object Outcome(byte[] bytes, bool shown, int? workers)
    {
        using MemoryStream stream = new(bytes, 0, bytes.Length, writable: false, publiclyVisible: shown);
        try
        {
            return Frame.ReadCsv(stream, new CsvOptions { Workers = workers });
        }
        catch (InvalidDataException refusal)
        {
            return refusal.Message;
        }
    }

    private static string Told(object outcome)
    {
        if (outcome is not Frame table)
            return (string)outcome;
        StringBuilder text = new();
        foreach (Column column in table.Columns)
        {
            text.Append(CultureInfo.InvariantCulture, $"{column.Name} {column.Kind} {column.MissingCount}\n");
            text.AppendJoin('|', table.Texts(column.Name)).Append('\n');
        }
        return text.ToString();
    }
}
