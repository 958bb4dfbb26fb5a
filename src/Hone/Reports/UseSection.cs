using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Hone.Data;

namespace Hone.Reports;

/// <summary>How to use the model: from a shell, from C#, over HTTP; with a real row as the example.</summary>
internal static class UseSection
{
    private const int MostColumns = 200;

    public static void Write(HtmlWriter html, string file, DataOverview data)
    {
        string quoted = Shell(file);
        html.Element("h3", "On the command line");
        html.Element("pre", $"hone predict {quoted} new-rows.csv --out predictions.csv");
        html.Element("h3", "In C#");
        html.Element("pre", $"using Hone.Data;\nusing Hone.Pipelines;\n\nvar model = PipelineModel.Load({Json(file)});\nvar predictions = model.Predict(Frame.ReadCsv(\"new-rows.csv\"));");
        html.Element("h3", "Over HTTP");
        html.Element("pre", $"hone serve {quoted} --port 8080\n\ncurl -s localhost:8080/predict -H 'Content-Type: application/json' \\\n  -d {Shell(Row(data))}");
        if (data.Example.Count > MostColumns)
            html.Element("p", "The example row is shortened; a request holds every column.", "soft");
    }

    private static string Row(DataOverview data)
    {
        Dictionary<string, ColumnKind> kinds = data.Columns.ToDictionary(c => c.Name, c => c.Profile.Kind, StringComparer.Ordinal);
        IEnumerable<string> fields = data.Example.Take(MostColumns).Select(f => $"{Json(f.Key)}: {Value(f.Value, kinds.GetValueOrDefault(f.Key))}");
        return "{\"rows\": [{" + string.Join(", ", fields) + "}]}";
    }

    private static string Value(string? value, ColumnKind kind) => value is null
        ? "null"
        : kind switch
        {
            ColumnKind.Flag => value.ToLowerInvariant() is "true" or "false" ? value.ToLowerInvariant() : Json(value),
            ColumnKind.Number or ColumnKind.Whole when double.TryParse(value, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) => value,
            _ => Json(value),
        };

    // Letters of every script stay as they are; what is no Unicode becomes U+FFFD.
    private static string Json(string value) =>
        "\"" + JsonEncodedText.Encode(Encoding.UTF8.GetBytes(value), JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString() + "\"";

    // One quoted word of a shell, whatever it holds.
    private static string Shell(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '/' or '-' or '_') ? word : "'" + word.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
