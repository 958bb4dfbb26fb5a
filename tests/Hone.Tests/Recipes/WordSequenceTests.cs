using Hone.Contracts;
using Hone.Data;
using Hone.Recipes;

namespace Hone.Tests.Recipes;

[Trait("topic", "word-tokenization")]
public sealed class WordSequenceTests
{
    private static readonly Frame Table = new(new TextColumn("t", ["The cat, the dog", "the CAT isn't", null, "dog 😀"]));

    [Fact]
    public void Words_are_numbered_by_frequency_in_their_order()
    {
        RecipeFit fit = Recipe.Of(new WordSequence { MinRows = 2 }).Fit(Table, null);
        fit.Recipe.Outputs.Select(c => c.Name).ShouldBe(["t [1]", "t [2]", "t [3]", "t [4]", "t [5]"]);
        // the: two rows, cat: two, dog: two; of equals in the order of letters: cat 2, dog 3, the 4. All others are 1.
        Row(fit.Training, 0).ShouldBe([4, 2, 1, 4, 3]);
        Row(fit.Training, 1).ShouldBe([4, 2, 1, 0, 0]);
        Row(fit.Training, 2).ShouldBe([0, 0, 0, 0, 0]);
        Row(fit.Training, 3).ShouldBe([3, 1, 0, 0, 0]);
        FittedRecipe again = Stored.Again(fit.Recipe);
        Row(again.Apply(new Frame(new TextColumn("t", ["cat cat cat cat cat cat new"]))), 0).ShouldBe([2, 2, 2, 2, 2]);
    }

    [Fact]
    public void Every_setting_counts()
    {
        Recipe.Of(new WordSequence { Length = 2 }).Fit(Table, null).Training.ColumnCount.ShouldBe(2);
        Row(Recipe.Of(new WordSequence { MaxWords = 1 }).Fit(Table, null).Training, 0).ShouldBe([1, 2, 1, 1, 1]);
        Row(Recipe.Of(new WordSequence { MinRows = 1 }).Fit(Table, null).Training, 3)[1].ShouldBeGreaterThan(1);
    }

    [Fact]
    public void The_default_recipe_of_who_reads_keeps_texts_alone()
    {
        Frame mixed = new([.. Table.Columns, new NumberColumn("n", [1, 2, 3, 4])]);
        RecipeFit fit = Recipe.Default(mixed, Needs.WordOrder).Fit(mixed, null);
        fit.Training.ColumnCount.ShouldBe(5);
        fit.Recipe.Unused.ShouldBe(["n"]);
        Should.Throw<ArgumentException>(() => Recipe.Default(mixed.Without("t"), Needs.WordOrder)).Message.ShouldContain("No column is a text");
    }

    [Fact]
    public void Who_needs_all_columns_keeps_constant_ones()
    {
        Frame pixels = new(new WholeColumn("a", [0, 0, 0]), new WholeColumn("b", [1, 2, 3]));
        Recipe.Default(pixels, Needs.AllColumns | Needs.Complete | Needs.Numbers).Fit(pixels, null).Training.ColumnCount.ShouldBe(2);
    }

    private static double[] Row(Features x, int row)
    {
        double[] values = new double[x.ColumnCount];
        x.CopyRow(row, values);
        return values;
    }
}
