using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hone.Contracts;
using Hone.Server.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Hone.Server;

/// <summary>The addresses under which models answer.</summary>
public static class Endpoints
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Maps <c>POST /predict</c>, <c>GET /schema</c> and <c>GET /health</c>, and the first two for each model under <c>/models/NAME</c>.</summary>
    public static IEndpointRouteBuilder MapHone(this IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        routes.MapGet("/health", http => Answer(http, models => new JsonObject
        {
            ["status"] = "ok",
            ["models"] = new JsonArray([.. models.All.Select(m => (JsonNode)JsonValue.Create(m.Name))]),
        }));
        foreach (string start in (string[])["", "/models/{model}"])
        {
            routes.MapGet(start + "/schema", http => Answer(http, models => models.Find(ModelOf(http)).Describe()));
            routes.MapPost(start + "/predict", Predict);
        }
        return routes;
    }

    private static string? ModelOf(HttpContext http) => http.GetRouteValue("model") as string;

    private static async Task Predict(HttpContext http)
    {
        JsonDocument body;
        try
        {
            body = await JsonDocument.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted).ConfigureAwait(false);
        }
        catch (JsonException fault)
        {
            await Refuse(http, StatusCodes.Status400BadRequest, $"The body is not JSON: {Place(fault)}").ConfigureAwait(false);
            return;
        }
        catch (BadHttpRequestException fault)
        {
            await Refuse(http, fault.StatusCode, fault.Message).ConfigureAwait(false);
            return;
        }
        using (body)
            await Answer(http, models => models.Find(ModelOf(http)).Predict(body.RootElement)).ConfigureAwait(false);
    }

    private static Task Answer(HttpContext http, Func<ServedModels, JsonObject> answer)
    {
        try
        {
            JsonObject found = answer(http.RequestServices.GetRequiredService<ServedModels>());
            return Write(http, StatusCodes.Status200OK, found);
        }
        catch (ArgumentException fault)
        {
            return Refuse(http, StatusCodes.Status400BadRequest, FaultSentence.Of(fault));
        }
    }

    private static Task Refuse(HttpContext http, int status, string sentence) => Write(http, status, new JsonObject { ["error"] = sentence });

    private static Task Write(HttpContext http, int status, JsonObject value)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json; charset=utf-8";
        return http.Response.WriteAsync(value.ToJsonString(Plain), http.RequestAborted);
    }

    private static string Place(JsonException fault)
    {
        int end = fault.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        string what = end < 0 ? fault.Message : fault.Message[..end];
        return FormattableString.Invariant($"{what.TrimEnd('.')} (line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}).");
    }
}
