using Hone.Data;
using Hone.Recipes;

namespace Hone.Tests.Recipes;

/// <summary>A file of new rows may be read as other kinds than the training file was.</summary>
public class InputColumnTests
{
    private static double[] First(Column trained, Column found, bool asCategory = false)
    {
        FittedRecipe recipe = new Recipe([]).Fit(new Frame(trained), null).Recipe;
        Assert.Equal(asCategory, recipe.Outputs[0].IsCategory);
        return recipe.Apply(new Frame(found)).ToDense().Column(0);
    }

    private static string Refusal(Column trained, Column found) =>
        Assert.Throws<ArgumentException>(() => new Recipe([]).Fit(new Frame(trained), null).Recipe.Apply(new Frame(found))).Message;

    [Fact]
    public void Numbers_may_come_whole_as_flags_as_text_or_as_a_category()
    {
        NumberColumn trained = new("x", [1.5, 2]);
        Assert.Equal([3, 4], First(trained, new WholeColumn("x", [3, 4])));
        Assert.Equal([1, 0], First(trained, new FlagColumn("x", [true, false])));
        Assert.Equal([2.5, double.NaN, -1e3, double.NaN], First(trained, new TextColumn("x", ["2.5", null, " -1e3 ", ""])));
        Assert.Equal([2, 1, 2], First(trained, CategoryColumn.From("x", ["2", "1", "2"])));
    }

    [Fact]
    public void Whole_numbers_may_come_with_fractions()
    {
        WholeColumn trained = new("x", [1, 2]);
        Assert.Equal([3, 4], First(trained, new NumberColumn("x", [3, 4])));
        Assert.Equal([3.5, 4], First(trained, new NumberColumn("x", [3.5, 4])));
        Assert.Equal([7], First(trained, new TextColumn("x", ["7"])));
    }

    [Fact]
    public void Flags_may_come_as_numbers_or_words()
    {
        FlagColumn trained = new("x", [true, false]);
        Assert.Equal([0, 1], First(trained, new WholeColumn("x", [0, 1])));
        Assert.Equal([0, 1, double.NaN], First(trained, new NumberColumn("x", [0, 1, double.NaN])));
        Assert.Equal([1, 0, 1, 0, double.NaN], First(trained, new TextColumn("x", ["yes", "No", "TRUE", "f", ""])));
        Assert.Equal("Column 'x' holds '2' in row 2 (counting from 1), but the model was trained on a flag there; give true or false, or leave it empty.", Refusal(trained, new WholeColumn("x", [0, 2])));
    }

    [Fact]
    public void Categories_may_come_whole_as_numbers_as_flags_or_as_text()
    {
        Assert.Equal([1, 0], First(CategoryColumn.From("x", ["1", "2", "A"]), new WholeColumn("x", [2, 1]), asCategory: true));
        Assert.Equal([0, 1], First(CategoryColumn.From("x", ["01", "02", "A"]), new WholeColumn("x", [1, 2]), asCategory: true));
        Assert.Equal([0, 1], First(CategoryColumn.From("x", ["1.50", "2", "A"]), new NumberColumn("x", [1.5, 2]), asCategory: true));
        Assert.Equal([2, 1], First(CategoryColumn.From("x", ["maybe", "no", "yes"]), new FlagColumn("x", [true, false]), asCategory: true));
        Assert.Equal([1, double.NaN, double.NaN], First(CategoryColumn.From("x", ["a", "b"]), new TextColumn("x", ["b", null, "c"]), asCategory: true));
        Assert.Equal([1, double.NaN], First(CategoryColumn.From("x", ["a", "b"]), CategoryColumn.From("x", ["b", "0 comes first"]), asCategory: true));
    }

    [Fact]
    public void A_spelling_that_could_be_two_levels_is_refused()
    {
        string message = Refusal(CategoryColumn.From("x", ["01", "001", "A"]), new WholeColumn("x", [1]));
        Assert.Equal("Column 'x' holds 1 in row 1 (counting from 1), which could be either of the levels '001' and '01' that the model was trained on; give the column as text.", message);
    }

    [Fact]
    public void Times_may_come_as_text_and_nothing_else()
    {
        FittedRecipe recipe = Recipe.Of(new DateParts { Parts = TimeParts.Day }).Fit(new Frame(new TimeColumn("x", [new(2024, 1, 1), new(2024, 1, 2)])), null).Recipe;
        Assert.Equal([5, double.NaN], recipe.Apply(new Frame(new TextColumn("x", ["2023-12-05", null]))).ToDense().Column(0));
        string message = Assert.Throws<ArgumentException>(() => recipe.Apply(new Frame(new WholeColumn("x", [20240105])))).Message;
        Assert.Equal("Column 'x' holds '20240105' in row 1 (counting from 1), but the model was trained on a time there; give a date or time that can be read in one way only, such as 2024-05-31 or 2024-05-31T14:00:00, or leave it empty.", message);
    }

    [Fact]
    public void Many_levels_that_training_did_not_see_take_no_longer_than_their_number()
    {
        FittedRecipe recipe = Recipe.Of(new OneHot()).Fit(new Frame(CategoryColumn.From("x", ["a", "b"])), null).Recipe;
        string[] unseen = [.. Enumerable.Range(0, 200_000).Select(i => FormattableString.Invariant($"new {i}"))];
        System.Diagnostics.Stopwatch watch = System.Diagnostics.Stopwatch.StartNew();
        recipe.Apply(new Frame(new TextColumn("x", unseen)));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(15), $"took {watch.Elapsed}");
    }

    [Fact]
    public void Text_may_come_as_anything_by_its_written_form()
    {
        FittedRecipe recipe = Recipe.Of(new TfIdf { ShortestWord = 1 }).Fit(new Frame(new TextColumn("x", ["1 a", "b"])), null).Recipe;
        Assert.Equal([1, 0, 0], recipe.Apply(new Frame(new WholeColumn("x", [1]))).ToDense().Row(0).ToArray());
    }

    [Fact]
    public void What_cannot_be_converted_is_refused_by_column_row_and_value()
    {
        NumberColumn trained = new("age", [1, 2]);
        Assert.Equal("Column 'age' holds 'old' in row 2 (counting from 1), but the model was trained on a number there; give a number, or leave it empty.", Refusal(trained, new TextColumn("age", ["1", "old"])));
        Assert.Contains("'Infinity' in row 1", Refusal(trained, new TextColumn("age", ["Infinity"])), StringComparison.Ordinal);
        Assert.Contains("'2024-01-01' in row 1", Refusal(trained, new TimeColumn("age", [new(2024, 1, 1)])), StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_without_any_value_may_come_as_any_kind()
    {
        MissingBits all = new(1);
        all[0] = true;
        foreach (Column trained in (Column[])[new NumberColumn("x", [1]), new WholeColumn("x", [1]), new FlagColumn("x", [true]), CategoryColumn.From("x", ["a"])])
        {
            foreach (Column found in (Column[])[new NumberColumn("x", [double.NaN]), new TextColumn("x", [null]), new WholeColumn("x", [0], all), new TimeColumn("x", [default], all), CategoryColumn.From("x", [null])])
                Assert.Equal([double.NaN], First(trained, found, trained is CategoryColumn));
        }
    }

    [Fact]
    public void Missing_columns_are_all_named_and_further_ones_passed_over()
    {
        FittedRecipe recipe = new Recipe([]).Fit(new Frame(new NumberColumn("a", [1]), new NumberColumn("b", [1]), new NumberColumn("c", [1])), null).Recipe;
        string message = Assert.Throws<ArgumentException>(() => recipe.Apply(new Frame(new NumberColumn("z", [1]), new NumberColumn("b", [1])))).Message;
        Assert.StartsWith("The table lacks the columns 'a', 'c' that the model was trained on. There are: z, b.", message, StringComparison.Ordinal);
        Frame wider = new(new NumberColumn("c", [3]), new NumberColumn("z", [9]), new NumberColumn("b", [2]), new NumberColumn("a", [1]));
        Assert.Equal([1, 2, 3], recipe.Apply(wider).ToDense().Row(0).ToArray());
    }
}
