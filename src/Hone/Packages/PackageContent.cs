using System.Globalization;
using Hone.Contracts;
using Hone.Data;
using Hone.Recipes;

namespace Hone.Packages;

/// <summary>A package as named values, and back.</summary>
internal static class PackageContent
{
    /// <summary>The task of a package that continues texts: it has no table, and is read elsewhere.</summary>
    internal const string Language = "language";

    private const string Start = "The package ";
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    public static StoredDocument Write(Package package)
    {
        if (package.Model is not IStored model || package.Model is not (IClassifier or IRegressor))
            throw new ArgumentException($"The model is a {package.Model.GetType().Name}, which cannot be put into a package: that takes IStored<{package.Model.GetType().Name}> and a classifier or regressor.", nameof(package));
        PackageWriter writer = new();
        writer.Text("name", package.Name);
        writer.Text("task", package.Task == TargetKinds.Classes ? "classification" : "regression");
        writer.Text("target", package.Target);
        writer.Texts("classes", package.Classes);
        writer.Text("positive", package.Positive);
        writer.Group("lineage", w => Write(w, package.Lineage));
        writer.Group("metrics", w => Write(w, package.Metrics));
        writer.Groups("schema", package.Schema.Columns, Write);
        writer.Child("recipe", package.Recipe);
        writer.Child("model", model);
        writer.Groups("profile", package.Profile, Write);
        return writer.Document;
    }

    public static Package Read(StoredDocument document, string source, Catalogue catalogue)
    {
        try
        {
            return Read(new PackageReader(document, catalogue));
        }
        catch (InvalidDataException fault) when (fault.Message.StartsWith(Start, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{Start}{source} {fault.Message[Start.Length..]}", fault);
        }
        catch (Exception fault)
        {
            // A file made by hand can hold values that no model has; whatever trips over them is the file's fault.
            throw new InvalidDataException($"{Start}{source} is damaged: {fault.Message.ReplaceLineEndings(" ").TrimEnd('.')}.", fault);
        }
    }

    private static Package Read(PackageReader reader)
    {
        if (reader.Text("task") == Language)
            throw new InvalidDataException($"{Start}holds a language model, which continues texts and predicts no rows: use hone generate.");
        Package package = new()
        {
            Name = reader.Text("name"),
            Target = reader.Text("target"),
            Recipe = reader.Child<FittedRecipe>("recipe"),
            Model = reader.Child<IModel>("model"),
            Schema = new Schema(reader.Groups("schema", ReadColumn)),
            Profile = reader.Groups("profile", ReadProfile),
            Metrics = ReadMetrics(reader.Group("metrics")),
            Lineage = ReadLineage(reader.Group("lineage")),
        };
        if (package.Model is not (IClassifier or IRegressor))
            throw reader.Fault("model", "is neither a classifier nor a regressor");
        string task = reader.Text("task");
        if (task != (package.Task == TargetKinds.Classes ? "classification" : "regression"))
            throw reader.Fault("task", $"is '{task}', which is not what the model does");
        if (!reader.Texts("classes").SequenceEqual(package.Classes, StringComparer.Ordinal) || reader.TextOrNull("positive") != package.Positive)
            throw reader.Fault("classes", "are not those of the model");
        if (!package.Recipe.Outputs.SequenceEqual(package.Model.Inputs))
            throw reader.Fault("model", "was not fitted on the columns that the recipe makes");
        return package;
    }

    internal static void Write(PackageWriter writer, Lineage lineage)
    {
        writer.Text("data", lineage.DataHash);
        writer.Whole("rows", lineage.Rows);
        writer.Whole("columns", lineage.Columns);
        writer.Text("seed", lineage.Seed.ToString(CultureInfo.InvariantCulture));   // beyond what JSON readers elsewhere take for a number
        writer.Text("learner", lineage.Learner);
        writer.Groups("settings", lineage.Settings, static (w, setting) =>
        {
            w.Text("name", setting.Key);
            w.Text("value", setting.Value);
        });
        writer.Groups("counts", lineage.Counts, static (w, count) =>
        {
            w.Text("name", count.Key);
            w.Whole("value", count.Value);
        });
        writer.Text("version", lineage.HoneVersion);
        writer.Text("created", lineage.CreatedAt?.ToString(TimeFormat, CultureInfo.InvariantCulture));
    }

    internal static Lineage ReadLineage(PackageReader reader)
    {
        string? created = reader.TextOrNull("created");
        DateTimeOffset at = default;
        if (created is not null && !DateTimeOffset.TryParseExact(created, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out at))
            throw reader.Fault("created", $"is '{created}', which is not a time");
        return new Lineage
        {
            DataHash = reader.Text("data"),
            Rows = reader.Long("rows"),
            Columns = reader.Whole("columns", 0),
            Seed = ulong.TryParse(reader.Text("seed"), NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed) ? seed : throw reader.Fault("seed", "is not a whole number"),
            Learner = reader.Text("learner"),
            Settings = reader.Groups("settings", static r => KeyValuePair.Create(r.Text("name"), r.Text("value"))),
            Counts = reader.Groups("counts", static r => KeyValuePair.Create(r.Text("name"), r.Long("value"))),
            HoneVersion = reader.Text("version"),
            CreatedAt = created is null ? null : at,
        };
    }

    private static void Write(PackageWriter writer, PackageMetrics metrics)
    {
        writer.Text("metric", metrics.Metric);
        Optional(writer, "cross-validated", metrics.CrossValidated);
        writer.Groups("scores", metrics.Scores, static (w, score) =>
        {
            w.Text("name", score.Name);
            w.Number("value", score.Value);
            Optional(w, "low", score.Low);
            Optional(w, "high", score.High);
        });
        writer.Groups("leaderboard", metrics.Leaderboard, static (w, row) =>
        {
            w.Text("learner", row.Learner);
            w.Number("score", row.Score);
            Optional(w, "low", row.Low);
            Optional(w, "high", row.High);
            Optional(w, "fit-seconds", row.FitSeconds);
        });
    }

    private static PackageMetrics ReadMetrics(PackageReader reader) => new(
        reader.Text("metric"), Optional(reader, "cross-validated"),
        reader.Groups("scores", static r => new PackageScore(r.Text("name"), r.Number("value"), Optional(r, "low"), Optional(r, "high"))),
        reader.Groups("leaderboard", static r => new LeaderboardRow(r.Text("learner"), r.Number("score"), Optional(r, "low"), Optional(r, "high"), Optional(r, "fit-seconds"))));

    private static void Write(PackageWriter writer, ColumnSchema column)
    {
        writer.Text("name", column.Name);
        writer.Choice("kind", column.Kind);
        writer.Choice("role", column.Role);
        if (column.Levels is not null)
            writer.Texts("levels", column.Levels);
        Optional(writer, "low", column.Range?.Low);
        Optional(writer, "high", column.Range?.High);
        writer.Flag("has-missing", column.HasMissing);
        writer.Whole("distinct", column.Distinct);
    }

    private static ColumnSchema ReadColumn(PackageReader reader) => new(reader.Text("name"), reader.Choice<ColumnKind>("kind"))
    {
        Role = reader.Choice<ColumnRole>("role"),
        Levels = reader.Has("levels") ? reader.Texts("levels") : null,
        Range = Optional(reader, "low") is { } low && Optional(reader, "high") is { } high ? (low, high) : null,
        HasMissing = reader.Flag("has-missing"),
        Distinct = reader.Whole("distinct", 0),
    };

    private static void Write(PackageWriter writer, ColumnProfile profile)
    {
        writer.Text("name", profile.Name);
        writer.Choice("kind", profile.Kind);
        writer.Whole("rows", profile.Rows);
        writer.Whole("missing", profile.Missing);
        writer.Whole("distinct", profile.Distinct);
        writer.Number("mean", profile.Mean);
        writer.Number("deviation", profile.Deviation);
        writer.Numbers("quantiles", [.. profile.Quantiles]);
        writer.Numbers("edges", [.. profile.Edges]);
        writer.Longs("counts", [.. profile.Counts]);
        writer.Texts("levels", profile.Levels);
        writer.Longs("level-counts", [.. profile.LevelCounts]);
        writer.Whole("other-levels", profile.OtherLevels);
    }

    private static ColumnProfile ReadProfile(PackageReader reader)
    {
        int rows = reader.Whole("rows", 0);
        double[] quantiles = reader.Numbers("quantiles"), edges = reader.Numbers("edges");
        string[] levels = reader.Texts("levels");
        if (quantiles.Length != 0 && quantiles.Length != ColumnProfile.Shares.Count)
            throw reader.Fault("quantiles", "are not as many as there are shares");
        return new ColumnProfile(reader.Text("name"), reader.Choice<ColumnKind>("kind"), rows, reader.Whole("missing", 0, rows), reader.Whole("distinct", 0))
        {
            Mean = reader.Number("mean"),
            Deviation = reader.Number("deviation"),
            Quantiles = quantiles,
            Edges = edges,
            Counts = reader.Longs("counts", Math.Max(0, edges.Length - 1)),
            Levels = levels,
            LevelCounts = reader.Longs("level-counts", levels.Length),
            OtherLevels = reader.Long("other-levels"),
        };
    }

    private static void Optional(PackageWriter writer, string name, double? value)
    {
        if (value is { } number)
            writer.Number(name, number);
    }

    private static double? Optional(PackageReader reader, string name) => reader.Has(name) ? reader.Number(name) : null;
}
