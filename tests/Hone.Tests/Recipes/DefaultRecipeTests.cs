using Hone.Contracts;
using Hone.Data;
using Hone.Numerics;
using Hone.Recipes;

namespace Hone.Tests.Recipes;

public class DefaultRecipeTests
{
    private const int Rows = 400;

    internal static (Frame Inputs, ClassTarget Target) Mixed(ulong seed = 3)
    {
        RandomStream random = RandomKey.FromSeed(seed).Open();
        long[] id = new long[Rows];
        double[] income = new double[Rows], score = new double[Rows];
        long[] visits = new long[Rows];
        string?[] city = new string?[Rows], code = new string?[Rows], note = new string?[Rows], key = new string?[Rows];
        bool[] member = new bool[Rows];
        DateTime[] joined = new DateTime[Rows];
        int[] y = new int[Rows];
        string[] words = ["good", "bad", "late", "café", "fast", "broken", "thanks", "refund"];
        for (int i = 0; i < Rows; i++)
        {
            id[i] = i + 1;
            y[i] = random.Below(2);
            income[i] = random.Uniform() < 0.1 + (0.3 * y[i]) ? double.NaN : 1000 * random.Uniform() * (1 + y[i]);
            score[i] = 7.5;
            visits[i] = random.Below(9);
            city[i] = random.Uniform() < 0.05 ? null : ((string[])["Paris", "Köln", "Oslo", "東京"])[random.Below(4)];
            code[i] = FormattableString.Invariant($"c{random.Below(120)}");
            key[i] = FormattableString.Invariant($"k-{i}-{random.Below(1000)}");
            note[i] = string.Join(' ', Enumerable.Range(0, 6).Select(_ => words[random.Below(words.Length)]));
            member[i] = random.Below(2) == 1;
            joined[i] = new DateTime(2024, 1, 1).AddHours(random.Below(10_000));
        }
        Frame frame = new(
            new WholeColumn("customer id", id), new NumberColumn("income", income), new NumberColumn("score", score), new WholeColumn("visits", visits),
            CategoryColumn.From("city", city), CategoryColumn.From("code", code), new TextColumn("note", note), new TextColumn("key", key),
            new FlagColumn("member", member), new TimeColumn("joined", joined));
        return (frame, new ClassTarget(y, ["no", "yes"]));
    }

    public static TheoryData<Needs> AllNeeds() =>
    [
        Needs.None, Needs.Numbers, Needs.Complete, Needs.Numbers | Needs.Complete,
        Needs.Numbers | Needs.Complete | Needs.Scaled, Needs.Numbers | Needs.Complete | Needs.NonNegative, Needs.Scaled,
    ];

    [Theory]
    [MemberData(nameof(AllNeeds))]
    public void The_features_are_what_the_learner_needs(Needs needs)
    {
        (Frame inputs, ClassTarget target) = Mixed();
        RecipeFit fit = Recipe.Default(inputs, needs, target).Fit(inputs, target);
        Assert.Equal(Rows, fit.Training.RowCount);
        double[] row = new double[fit.Training.ColumnCount];
        for (int i = 0; i < Rows; i++)
        {
            fit.Training.CopyRow(i, row);
            foreach (double value in row)
            {
                Assert.False(double.IsInfinity(value));
                Assert.False(needs.HasFlag(Needs.Complete) && double.IsNaN(value));
                Assert.False(needs.HasFlag(Needs.NonNegative) && value < 0);
            }
        }
        if (needs.HasFlag(Needs.Numbers))
            Assert.DoesNotContain(fit.Training.Columns, c => c.IsCategory);
        else
            Assert.Contains(fit.Training.Columns, c => c.IsCategory && c.Name == "city");
    }

    [Theory]
    [MemberData(nameof(AllNeeds))]
    public void A_row_alone_becomes_what_it_is_in_the_table(Needs needs)
    {
        (Frame inputs, ClassTarget target) = Mixed();
        FittedRecipe recipe = Recipe.Default(inputs, needs, target).Fit(inputs, target).Recipe;
        Matrix all = recipe.Apply(inputs).ToDense();
        for (int i = 0; i < Rows; i += 37)
            Near.Equal(all.Row(i), recipe.Apply(inputs.Take([i])).ToDense().Row(0));
    }

    [Theory]
    [MemberData(nameof(AllNeeds))]
    [Trait("topic", "data-preprocessing")]
    public void Saved_and_loaded_it_gives_the_same_bits(Needs needs)
    {
        (Frame inputs, ClassTarget target) = Mixed();
        FittedRecipe recipe = Recipe.Default(inputs, needs, target).Fit(inputs, target).Recipe;
        FittedRecipe again = Stored.Again(recipe);
        Assert.Equal(recipe.Outputs, again.Outputs);
        Assert.Equal(recipe.Notes, again.Notes);
        Near.Equal(recipe.Apply(inputs).ToDense().AsSpan(), again.Apply(inputs).ToDense().AsSpan());
    }

    [Fact]
    [Trait("topic", "data-preprocessing")]
    public void What_is_learned_depends_on_the_training_rows_alone()
    {
        (Frame inputs, ClassTarget target) = Mixed();
        int[] training = [.. Enumerable.Range(0, 300)];
        Frame fold = inputs.Take(training);
        Frame alone = new([.. fold.Columns.Select(c => c is CategoryColumn k ? CategoryColumn.From(k.Name, [.. Enumerable.Range(0, k.Count).Select(i => k[i])]) : c)]);
        Needs needs = Needs.Numbers | Needs.Complete | Needs.Scaled;
        RecipeFit a = Recipe.Default(inputs, needs, target).Fit(fold, target.TakeRows(training));
        RecipeFit b = Recipe.Default(inputs, needs, target).Fit(alone, target.TakeRows(training));
        Assert.Equal(a.Recipe.Outputs, b.Recipe.Outputs);
        Near.Equal(a.Training.ToDense().AsSpan(), b.Training.ToDense().AsSpan());
        Near.Equal(a.Recipe.Apply(inputs).ToDense().AsSpan(), b.Recipe.Apply(inputs).ToDense().AsSpan());
    }

    [Fact]
    public void The_notes_say_what_was_done_to_each_column_and_why()
    {
        (Frame inputs, ClassTarget target) = Mixed();
        StepNote[] notes = [.. Recipe.Default(inputs, Needs.Numbers | Needs.Complete | Needs.Scaled, target).Fit(inputs, target).Recipe.Notes];
        foreach (Column column in inputs.Columns.Where(c => c.Name != "member"))
            Assert.Contains(notes, n => n.Column == column.Name);
        Assert.Contains(new StepNote("customer id", "dropped", "all values are different and count the rows"), notes);
        Assert.Contains(new StepNote("score", "dropped", "every row has the same value, 7.5"), notes);
        Assert.Contains(new StepNote("key", "dropped", "nearly every row has a value of its own: an identifier"), notes);
        Assert.All(notes, n => Assert.False(n.Why.Length == 0, $"'{n.Column}': {n.What} has no reason"));
        Assert.DoesNotContain(notes, n => n.What.Contains("it is constant", StringComparison.Ordinal));
        Assert.Contains(notes, n => n.Column == "income" && n.What.StartsWith("added the flag 'income is missing'", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    public void The_number_of_workers_changes_no_bit(int workers)
    {
        (Frame inputs, ClassTarget target) = Mixed();
        Recipe recipe = Recipe.Default(inputs, Needs.Numbers | Needs.Complete | Needs.Scaled, target);
        Matrix one = recipe.Fit(inputs, target, new FitContext(Seed: 5, Workers: 1)).Training.ToDense();
        Near.Equal(one.AsSpan(), recipe.Fit(inputs, target, new FitContext(Seed: 5, Workers: workers)).Training.ToDense().AsSpan());
    }

    [Fact]
    public void One_row_is_enough_to_fit_and_zero_rows_can_be_applied()
    {
        (Frame inputs, ClassTarget target) = Mixed();
        foreach (Needs needs in (Needs[])[Needs.None, Needs.Numbers | Needs.Complete | Needs.Scaled])
        {
            Frame one = inputs.Take([0]);
            RecipeFit fit = Recipe.Default(one, needs, target.TakeRows([0])).Fit(one, target.TakeRows([0]));
            Assert.Equal(1, fit.Training.RowCount);
            Assert.Equal(0, fit.Recipe.Apply(inputs.Take([])).RowCount);
        }
    }

    [Fact]
    public void A_table_without_rows_or_columns_is_refused()
    {
        Assert.Contains("no input columns", Assert.Throws<ArgumentException>(() => new Recipe([]).Fit(new Frame(), null)).Message, StringComparison.Ordinal);
        Assert.Contains("no rows", Assert.Throws<ArgumentException>(() => new Recipe([]).Fit(new Frame(new NumberColumn("x", [])), null)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_infinity_is_refused_by_column_and_row_at_fit_and_later()
    {
        Frame bad = new(new NumberColumn("x", [1, 2, double.PositiveInfinity]));
        string message = Assert.Throws<ArgumentException>(() => new Recipe([]).Fit(bad, null)).Message;
        Assert.Equal("Column 'x' holds Infinity in row 3 (counting from 1); only finite numbers and gaps are accepted.", message);
        FittedRecipe recipe = new Recipe([]).Fit(new Frame(new NumberColumn("x", [1, 2])), null).Recipe;
        Assert.Equal(message, Assert.Throws<ArgumentException>(() => recipe.Apply(bad)).Message);
    }

    [Fact]
    public void A_table_of_which_nothing_is_left_is_refused_with_the_reasons()
    {
        Frame constant = new(new NumberColumn("x", [1, 1]), new NumberColumn("z", [double.NaN, double.NaN]));
        string message = Assert.Throws<ArgumentException>(() => Recipe.Default(constant, Needs.None).Fit(constant, null)).Message;
        Assert.Equal("The recipe leaves no column to learn from. 'x': dropped (every row has the same value, 1). 'z': dropped (no row has a value).", message);
    }

    [Fact]
    public void Years_and_measurements_are_not_taken_for_row_numbers()
    {
        long[] year = [.. Enumerable.Range(0, 60).Select(i => 1960L + i)];
        long[] t = [.. Enumerable.Range(1, 60).Select(i => (long)i)];
        long[] population = [.. Enumerable.Range(0, 60).Select(i => 1000L + (i * i * 37))];
        long[] row = [.. Enumerable.Range(0, 60).Select(i => (long)((i * 7) % 60))];
        Frame table = new(new WholeColumn("year", year), new WholeColumn("t", t), new WholeColumn("population", population), new WholeColumn("nr", row), new WholeColumn("x", row));
        IReadOnlyList<FeatureColumn> outputs = Recipe.Default(table, Needs.None).Fit(table, null).Recipe.Outputs;
        Assert.Equal(["year", "t", "population"], outputs.Select(o => o.Name));
    }
}
