using Hone.Packages;

namespace Hone.Tests.Packages;

/// <summary>A file of each released format stands beside this test and must stay readable for ever.</summary>
public sealed class GoldenPackageTests
{
    [Fact]
    public void Format_1_stays_readable()
    {
        byte[] golden = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Packages", "format-1.hone"));
        Package package = Sample.Load(golden);

        package.Name.ShouldBe("prices");
        package.Lineage.Seed.ShouldBe(ulong.MaxValue);
        ((TinyModel)package.Model).Weights.ShouldBe([0.1, -1e-300]);
        package.Recipe.Apply(Sample.Table).ToDense()[0, 0].ShouldBe(1.5);
    }
}
