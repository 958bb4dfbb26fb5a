using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Hone.Contracts;
using Hone.Data;
using Hone.Packages;
using Hone.Recipes;

namespace Hone.Tests.Packages;

/// <summary>A regressor small enough to see through: the sum of weights times values.</summary>
internal sealed class TinyModel(IReadOnlyList<FeatureColumn> inputs, double[] weights, long[] counts) : IRegressor, IStored<TinyModel>
{
    public static string Kind => "tiny-test-model";

    public IReadOnlyList<FeatureColumn> Inputs { get; } = inputs;

    public FitReport Report { get; } = new(3, StopReason.Converged, [9, 4, 1]) { Validation = [double.NaN] };

    public double[] Weights { get; } = weights;

    public long[] Counts { get; } = counts;

    public void Predict(ReadOnlySpan<double> row, Span<double> prediction)
    {
        prediction[0] = 0;
        for (int j = 0; j < row.Length; j++)
            prediction[0] += row[j] * Weights[j];
    }

    public void Write(PackageWriter writer)
    {
        writer.Columns("inputs", Inputs);
        writer.Numbers("weights", Weights);
        writer.Longs("counts", Counts);
        writer.Singles("singles", [1.5f, float.NaN]);
        writer.Bytes("bytes", [1, 2, 255]);
        writer.Wholes("wholes", [-1]);
        writer.Report("report", Report);
    }

    public static TinyModel Read(PackageReader reader)
    {
        FeatureColumn[] inputs = reader.Columns("inputs");
        _ = (reader.Singles("singles", 2), reader.Bytes("bytes", 3), reader.Wholes("wholes", 1), reader.Report("report"));
        return new(inputs, reader.Numbers("weights", inputs.Length), reader.Longs("counts"));
    }
}

/// <summary>A small package, and ways to make files that no writer makes.</summary>
internal static class Sample
{
    private const int SealLength = 71;

    public static Catalogue Catalogue { get; } = HoneCatalogue.Value.With(new Catalogue([StoredEntry.Of<TinyModel>()], []));

    public static Frame Table { get; } = new(
        new NumberColumn("größe", [1.5, double.NaN, -0.0, 1e300]),
        CategoryColumn.From("city", ["Zürich", null, "東京", "Zürich"]),
        new NumberColumn("price", [1, 2, 3, 4]));

    public static Package Package()
    {
        Frame inputs = Table.Select("größe", "city");
        RecipeFit fit = new Recipe([]).Fit(inputs, null);
        return new Package
        {
            Name = "prices",
            Recipe = fit.Recipe,
            Model = new TinyModel(fit.Recipe.Outputs, [0.1, -1e-300], [long.MaxValue, 0]),
            Schema = new Schema(
            [
                new ColumnSchema("größe", ColumnKind.Number) { Range = (-0.0, 1e300), HasMissing = true, Distinct = 3 },
                new ColumnSchema("city", ColumnKind.Category) { Levels = ["Zürich", "東京"], HasMissing = true, Distinct = 2 },
                new ColumnSchema("price", ColumnKind.Number) { Role = ColumnRole.Target, Range = (1, 4), Distinct = 4 },
            ]),
            Target = "price",
            Profile = ColumnProfile.Of(inputs),
            Metrics = new PackageMetrics("rmse", 1.25, [new PackageScore("rmse", 1.5, 1, 2), new PackageScore("r2", double.NegativeInfinity)], [new LeaderboardRow("ridge", 1.25, 1, 1.5, 0.01), new LeaderboardRow("baseline", 2)]),
            Lineage = new Lineage
            {
                DataHash = TableHash.Of(Table),
                Rows = 4,
                Columns = 3,
                Seed = ulong.MaxValue,
                Learner = "tiny",
                Settings = [KeyValuePair.Create("Penalty", "1"), KeyValuePair.Create("Note", "")],
                Counts = [KeyValuePair.Create("trials", 20L)],
                HoneVersion = "0.1.0",
                CreatedAt = new DateTimeOffset(2026, 2, 3, 4, 5, 6, 7, TimeSpan.FromHours(2)),
            },
        };
    }

    public static byte[] Bytes(Package? package = null)
    {
        using MemoryStream stream = new();
        (package ?? Package()).Save(stream);
        return stream.ToArray();
    }

    public static Package Load(byte[] bytes)
    {
        using MemoryStream stream = new(bytes);
        return Hone.Packages.Package.Load(stream, Catalogue);
    }

    /// <summary>The bytes with a checksum that fits them again.</summary>
    public static byte[] Seal(byte[] bytes)
    {
        byte[] result = [.. bytes];
        string hash = Convert.ToHexStringLower(SHA256.HashData(result.AsSpan(0, result.Length - SealLength)));
        Encoding.ASCII.GetBytes("sha256:" + hash).CopyTo(result, result.Length - SealLength);
        return result;
    }

    /// <summary>The entries of a file, in order.</summary>
    public static List<(string Name, byte[] Bytes)> Entries(byte[] file)
    {
        using ZipArchive zip = new(new MemoryStream(file));
        List<(string, byte[])> entries = [];
        foreach (ZipArchiveEntry entry in zip.Entries)
        {
            using MemoryStream content = new();
            using Stream stream = entry.Open();
            stream.CopyTo(content);
            entries.Add((entry.FullName, content.ToArray()));
        }
        return entries;
    }

    /// <summary>A sealed file of any entries.</summary>
    public static byte[] File(IEnumerable<(string Name, byte[] Bytes)> entries, CompressionLevel level = CompressionLevel.NoCompression)
    {
        using MemoryStream stream = new();
        using (ZipArchive zip = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            zip.Comment = new string('x', SealLength);
            foreach ((string name, byte[] bytes) in entries)
            {
                using Stream content = zip.CreateEntry(name, level).Open();
                content.Write(bytes);
            }
        }
        return Seal(stream.ToArray());
    }
}
