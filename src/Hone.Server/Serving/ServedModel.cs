using System.Text.Json;
using System.Text.Json.Nodes;
using Hone.Contracts;
using Hone.Data;
using Hone.Pipelines;

namespace Hone.Server.Serving;

/// <summary>A model that answers requests: JSON rows in, predictions out.</summary>
/// <remarks>Immutable and safe to share between requests.</remarks>
public sealed class ServedModel
{
    // Below this a request is answered on its own thread; handing parts of it over would cost more than it saves.
    private const int RowsForAllWorkers = 2048;

    /// <summary>A model under a name.</summary>
    /// <param name="name">The name in the address; by default that of the package.</param>
    /// <param name="model">What answers.</param>
    public ServedModel(PipelineModel model, string? name = null)
    {
        Model = model ?? throw new ArgumentNullException(nameof(model));
        Name = name ?? model.Package.Name;
    }

    /// <summary>The name in the address.</summary>
    public string Name { get; }

    /// <summary>What answers.</summary>
    public PipelineModel Model { get; }

    /// <summary>Answers one request.</summary>
    /// <param name="body"><c>{"rows": [ … ]}</c>, see <see cref="JsonRows"/>.</param>
    /// <returns><c>{"predictions": [ … ]}</c>, and for classes <c>"probabilities"</c>: of the positive class where there are two, else a list a row in the order of <c>"classes"</c>.</returns>
    /// <exception cref="ArgumentException">The request is at fault; the message says how.</exception>
    public JsonObject Predict(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("rows", out JsonElement rows))
            throw new ArgumentException("The body must be a JSON object with \"rows\", for example {\"rows\": [{\"age\": 41, \"city\": \"Ulm\"}]}.", nameof(body));
        Frame table = JsonRows.Read(rows, Model.Package.Schema, Model.Package.Recipe.Unused);
        Frame predicted = Model.Predict(table, table.RowCount < RowsForAllWorkers ? 1 : null);

        JsonObject answer = new() { ["predictions"] = Texts(predicted.Columns[0]) };
        if (Model.Package.Model is not IClassifier classifier)
            return answer;
        if (classifier.Positive >= 0)
        {
            answer["probabilities"] = Texts(predicted.Columns[1 + classifier.Positive]);
            return answer;
        }
        answer["classes"] = new JsonArray([.. classifier.Classes.Select(c => (JsonNode)JsonValue.Create(c))]);
        JsonArray probabilities = [];
        for (int i = 0; i < predicted.RowCount; i++)
            probabilities.Add((JsonNode)new JsonArray([.. predicted.Columns.Skip(1).Select(c => (JsonNode)JsonValue.Create(((NumberColumn)c)[i]))]));
        answer["probabilities"] = probabilities;
        return answer;
    }

    /// <summary>What the model takes and gives.</summary>
    public JsonObject Describe()
    {
        JsonArray columns = [];
        foreach (ColumnSchema column in Model.Package.Schema.Inputs)
        {
            JsonObject entry = new() { ["name"] = column.Name, ["kind"] = column.Kind.ToString().ToLowerInvariant() };
            if (column.Levels is { } levels)
                entry["levels"] = new JsonArray([.. levels.Select(l => (JsonNode)JsonValue.Create(l))]);
            if (column is { Range: { } range, Kind: not ColumnKind.Time })
                entry["range"] = new JsonArray(JsonValue.Create(range.Low), JsonValue.Create(range.High));
            entry["missing"] = column.HasMissing;
            entry["used"] = !Model.Package.Recipe.Unused.Contains(column.Name);
            columns.Add((JsonNode)entry);
        }
        JsonObject answer = new()
        {
            ["model"] = Name,
            ["task"] = Model.Task == TargetKinds.Classes ? "classification" : "regression",
            ["target"] = Model.Target,
        };
        if (Model.Task == TargetKinds.Classes)
        {
            answer["classes"] = new JsonArray([.. Model.Package.Classes.Select(c => (JsonNode)JsonValue.Create(c))]);
            answer["positive"] = Model.Package.Positive;
        }
        answer["columns"] = columns;
        return answer;
    }

    private static JsonArray Texts(Column column)
    {
        JsonArray list = [];
        for (int i = 0; i < column.Count; i++)
            list.Add(column is NumberColumn numbers ? JsonValue.Create(numbers[i]) : (JsonNode?)JsonValue.Create(column.Format(i)));
        return list;
    }
}
