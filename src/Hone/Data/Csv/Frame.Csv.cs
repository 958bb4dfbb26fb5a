using System.Globalization;
using System.Text;

namespace Hone.Data;

public sealed partial class Frame
{
    /// <summary>Reads a CSV file, compressed with gzip or not.</summary>
    public static Frame ReadCsv(string path, CsvOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream stream = File.OpenRead(path);
        return ReadCsv(stream, options);
    }

    /// <summary>Reads CSV from where the stream stands to its end; the stream stays open.</summary>
    public static Frame ReadCsv(Stream stream, CsvOptions? options = null)
    {
        using StreamReader reader = new(stream, leaveOpen: true);
        return ReadCsv(reader, options);
    }

    /// <summary>Reads CSV from a reader to its end.</summary>
    public static Frame ReadCsv(TextReader reader, CsvOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return ParseCsv(reader.ReadToEnd(), options);
    }

    /// <summary>Reads CSV from a text.</summary>
    public static Frame ParseCsv(string text, CsvOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        options ??= new CsvOptions();
        char delimiter = options.Delimiter ?? ',';
        List<string[]> rows = [];
        List<string> fields = [];
        StringBuilder field = new();
        bool quoted = false;
        foreach (char c in text)
        {
            if (c == '"')
                quoted = !quoted;
            else if (!quoted && (c == delimiter || c == '\n'))
            {
                fields.Add(field.ToString().Trim());
                field.Clear();
                if (c == '\n')
                {
                    rows.Add([.. fields]);
                    fields.Clear();
                }
            }
            else
                field.Append(c);
        }
        if (fields.Count > 0 || field.Length > 0)
            rows.Add([.. fields, field.ToString().Trim()]);
        bool header = options.Header != HeaderMode.Absent;
        string[] names = [.. options.Columns ?? (header ? rows[0] : Enumerable.Range(1, rows[0].Length).Select(i => $"column{i}"))];
        string?[][] cells = [.. rows.Skip(header ? 1 : 0).Where(r => r.Length == names.Length).Select(r => r.Select(v => v is "" or "NA" or "?" ? null : v).ToArray())];
        return new Frame([.. names.Select((name, j) => Infer(name, [.. cells.Select(r => r[j])]))]);
    }

    private static Column Infer(string name, string?[] values)
    {
        string[] present = [.. values.OfType<string>()];
        if (present.Length > 0 && present.All(v => long.TryParse(v, CultureInfo.InvariantCulture, out _)))
        {
            MissingBits missing = new(values.Length);
            for (int i = 0; i < values.Length; i++)
                missing[i] = values[i] is null;
            return new WholeColumn(name, [.. values.Select(v => v is null ? 0 : long.Parse(v, CultureInfo.InvariantCulture))], missing);
        }
        if (present.All(v => double.TryParse(v, CultureInfo.InvariantCulture, out _)))
            return new NumberColumn(name, [.. values.Select(v => v is null ? double.NaN : double.Parse(v, CultureInfo.InvariantCulture))]);
        int distinct = present.Distinct().Count();
        return distinct > 20 && distinct > present.Length / 2 ? new TextColumn(name, values) : CategoryColumn.From(name, values);
    }
}
