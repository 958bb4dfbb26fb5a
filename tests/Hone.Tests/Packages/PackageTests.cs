using System.Text;
using Hone.Contracts;
using Hone.Data;
using Hone.Numerics;
using Hone.Packages;
using Hone.Recipes;

namespace Hone.Tests.Packages;

public sealed class PackageTests
{
    [Fact]
    public void What_is_saved_is_loaded_again_in_every_part()
    {
        Package saved = Sample.Package();
        Package loaded = Sample.Load(Sample.Bytes(saved));

        loaded.Name.ShouldBe(saved.Name);
        loaded.Target.ShouldBe("price");
        loaded.Task.ShouldBe(TargetKinds.Numbers);
        loaded.Positive.ShouldBeNull();
        loaded.Schema.Columns.Count.ShouldBe(3);
        loaded.Schema.Columns.Select(Shown).ShouldBe(saved.Schema.Columns.Select(Shown));
        loaded.Profile.Count.ShouldBe(2);
        loaded.Profile.Select(Shown).ShouldBe(saved.Profile.Select(Shown));
        loaded.Metrics.Scores.ShouldBe(saved.Metrics.Scores);
        loaded.Metrics.Leaderboard.ShouldBe(saved.Metrics.Leaderboard);
        (loaded.Metrics.Metric, loaded.Metrics.CrossValidated).ShouldBe(("rmse", 1.25));
        loaded.Lineage.Settings.ShouldBe(saved.Lineage.Settings);
        loaded.Lineage.Counts.ShouldBe(saved.Lineage.Counts);
        (loaded.Lineage with { Settings = [], Counts = [] }).ShouldBe(saved.Lineage with { Settings = [], Counts = [] });
        loaded.Lineage.CreatedAt.ShouldBe(new DateTimeOffset(2026, 2, 3, 2, 5, 6, TimeSpan.Zero));
        TinyModel before = (TinyModel)saved.Model, after = (TinyModel)loaded.Model;
        after.Weights.ShouldBe(before.Weights);
        after.Counts.ShouldBe(before.Counts);
        after.Inputs.ShouldBe(before.Inputs);
        loaded.Recipe.Outputs.ShouldBe(saved.Recipe.Outputs);

        Features expected = saved.Recipe.Apply(Sample.Table), found = loaded.Recipe.Apply(Sample.Table);
        Bits(found).ShouldBe(Bits(expected));
    }

    [Fact]
    public void The_same_package_gives_the_same_bytes_also_after_loading()
    {
        byte[] first = Sample.Bytes();
        Sample.Bytes().ShouldBe(first);
        Sample.Bytes(Sample.Load(first)).ShouldBe(first);
    }

    [Fact]
    public void The_manifest_comes_first_and_the_entries_are_uncompressed()
    {
        Sample.Entries(Sample.Bytes()).Select(e => e.Name).ShouldBe(["manifest.json", "float64.bin", "float32.bin", "int32.bin", "int64.bin", "bytes.bin"]);
        Encoding.UTF8.GetString(Sample.Bytes()).ShouldContain("tiny-test-model");
    }

    [Fact]
    public void Arrays_are_little_endian()
    {
        byte[] wholes = Sample.Entries(Sample.Bytes()).Single(e => e.Name == "int64.bin").Bytes;
        string hex = Convert.ToHexString(wholes);
        hex.ShouldContain("FFFFFFFFFFFFFF7F0000000000000000");
    }

    [Fact]
    public void A_stream_that_cannot_seek_is_read()
    {
        using MemoryStream inner = new(Sample.Bytes());
        using System.IO.Compression.BrotliStream outer = Squeezed(inner);
        Package.Load(outer, Sample.Catalogue).Name.ShouldBe("prices");
    }

    [Fact]
    public void A_stream_is_read_from_where_it_stands()
    {
        using MemoryStream stream = new([1, 2, 3, .. Sample.Bytes()]);
        stream.Position = 3;
        Package.Load(stream, Sample.Catalogue).Name.ShouldBe("prices");
    }

    [Fact]
    public void A_model_that_cannot_be_stored_is_refused_by_its_type()
    {
        Package package = Sample.Package() with { Model = new Unstored() };
        Should.Throw<ArgumentException>(() => Sample.Bytes(package)).Message.ShouldStartWith("The model is a Unstored, which cannot be put into a package");
    }

    [Fact]
    public void A_large_array_keeps_every_bit()
    {
        // More than one piece of the reader's, and an odd rest.
        double[] weights = new double[200_003];
        RandomStream random = RandomKey.FromSeed(5).Open();
        for (int i = 0; i < weights.Length; i++)
            weights[i] = BitConverter.UInt64BitsToDouble(random.NextBits());
        Frame table = new([.. Enumerable.Range(0, 3).Select(j => new NumberColumn($"x{j}", [1, 2]))]);
        FittedRecipe recipe = new Recipe([]).Fit(table, null).Recipe;
        Package package = Sample.Package() with { Recipe = recipe, Model = new TinyModel(recipe.Outputs, weights[..3], [.. weights.Select(BitConverter.DoubleToInt64Bits)]) };

        ((TinyModel)Sample.Load(Sample.Bytes(package)).Model).Counts.ShouldBe([.. weights.Select(BitConverter.DoubleToInt64Bits)]);
    }

    private static string Shown(ColumnSchema column) => $"{column with { Levels = null }} {string.Join('|', column.Levels ?? [])}";

    private static string Shown(ColumnProfile profile) => string.Join(' ',
        profile with { Quantiles = [], Edges = [], Counts = [], Levels = [], LevelCounts = [] },
        string.Join('|', profile.Quantiles), string.Join('|', profile.Edges), string.Join('|', profile.Counts), string.Join('|', profile.Levels), string.Join('|', profile.LevelCounts));

    private static System.IO.Compression.BrotliStream Squeezed(Stream inner)
    {
        MemoryStream squeezed = new();
        using (System.IO.Compression.BrotliStream writer = new(squeezed, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
            inner.CopyTo(writer);
        squeezed.Position = 0;
        return new System.IO.Compression.BrotliStream(squeezed, System.IO.Compression.CompressionMode.Decompress);
    }

    private static long[] Bits(Features features) => [.. features.ToDense().AsSpan().ToArray().Select(BitConverter.DoubleToInt64Bits)];

    private sealed class Unstored : IRegressor
    {
        public IReadOnlyList<FeatureColumn> Inputs => [];

        public FitReport Report => FitReport.Exact;

        public void Predict(ReadOnlySpan<double> row, Span<double> prediction) => prediction[0] = 0;
    }
}
