using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hone.Cli.Output;

/// <summary>One JSON object on standard output.</summary>
internal static class Json
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(Terminal terminal, JsonObject value) => terminal.Out.WriteLine(value.ToJsonString(Readable));

    /// <summary>A number; JSON knows no NaN and no infinity, so those are null.</summary>
    public static JsonNode? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;

    /// <summary>A setting's text as the number, flag or word that it is; null for none.</summary>
    public static JsonNode? Setting(string text) => text switch
    {
        "" => null,
        "true" => JsonValue.Create(true),
        "false" => JsonValue.Create(false),
        _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole) => JsonValue.Create(whole),
        _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) => JsonValue.Create(number),
        _ => JsonValue.Create(text),
    };

    public static JsonArray Texts(IEnumerable<string> values) => [.. values.Select(v => (JsonNode)JsonValue.Create(v))];

    public static JsonArray Numbers(IEnumerable<double> values) => [.. values.Select(Number)];
}
