using Hone.Contracts;
using Hone.Data;
using Hone.Numerics;
using Hone.Recipes;
using Hone.Structure.Reduction;

namespace Hone.Tests.Recipes;

[Trait("topic", "pca")]
public sealed class ReductionTests
{
    private static Frame Table()
    {
        Matrix x = Structure.Reduction.PrincipalComponentsTests.Table();
        return new Frame([.. Enumerable.Range(0, 6).Select(j => new NumberColumn("n" + j, x.Column(j))), new FlagColumn("flag", new bool[40]), new NumberColumn("pc2", new double[40])]);
    }

    [Fact]
    public void Columns_become_their_components_behind_the_others_and_survive_storage()
    {
        Frame table = Table();
        Recipe recipe = Recipe.Of(new ReduceColumns { Columns = Columns.Numbers.Except("pc2"), Method = new PrincipalComponents { Components = 2 } });
        RecipeFit fit = recipe.Fit(table, null);
        Assert.Equal(["flag", "pc2", "pc1", "pc2 (2)"], fit.Training.Columns.Select(c => c.Name));
        Matrix expected = new PrincipalComponents { Components = 2 }.Fit(new Features(Structure.Reduction.PrincipalComponentsTests.Table())).Transform(new Features(Structure.Reduction.PrincipalComponentsTests.Table()));
        Matrix found = fit.Training.ToDense();
        for (int i = 0; i < 40; i++)
            Near.Equal(expected.Row(i), found.Row(i)[2..], absolute: 1e-12);
        Near.Equal(found.AsSpan(), Stored.Again(fit.Recipe).Apply(table).ToDense().AsSpan());
        Assert.Contains("turned 6 columns into 2 components with 82.0% of their variance", fit.Recipe.Notes.Last().What, StringComparison.Ordinal);
        Assert.Equal(["a1", "a2", "a3", "a4", "a5", "a6", "a7"], Recipe.Of(new Drop { Columns = Columns.Flags }, new ReduceColumns { Prefix = "a" }).Fit(table, null).Training.Columns.Select(c => c.Name));
        Frame gaps = new(new NumberColumn("a", [1, double.NaN, 2]), new NumberColumn("b", [1, 2, 3]));
        Assert.Contains("'a' is missing", Assert.Throws<ArgumentException>(() => Recipe.Of(new ReduceColumns()).Fit(gaps, null)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Blocks_of_terms_become_a_few_topics_and_survive_storage()
    {
        string[] texts = [.. Enumerable.Range(0, 30).Select(i => i % 2 == 0 ? "cat dog fur paw" + (i % 3 == 0 ? " cat" : " dog") : "bond stock yield" + (i % 3 == 0 ? " bond" : " stock"))];
        Frame table = new(new TextColumn("text", texts));
        RecipeFit fit = Recipe.Of(new TfIdf(), new ReduceBlocks { Method = new TruncatedSvd { Components = 2 }, Prefix = "theme" }).Fit(table, null);
        Matrix found = fit.Training.ToDense();
        Assert.Equal(["theme1", "theme2"], fit.Training.Columns.Select(c => c.Name));

        // The two vocabularies share no term, so each text lies along one direction.
        for (int i = 0; i < 30; i++)
            Assert.Equal(0.0, Math.Min(Math.Abs(found[i, 0]), Math.Abs(found[i, 1])), 1e-9);
        Near.Equal(found.AsSpan(), Stored.Again(fit.Recipe).Apply(table).ToDense().AsSpan());
    }
}
