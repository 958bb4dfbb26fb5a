using Hone.Contracts;
using Hone.Data;
using Hone.Numerics;
using Hone.Recipes;

namespace Hone.Tests.Recipes;

/// <summary>What must hold of every step; a new step is one more line in <see cref="Steps"/>.</summary>
public class StepContractTests
{
    private static readonly (string Name, IStep Step)[] steps =
    [
        ("drop", new Drop { Columns = Columns.Named("a") }),
        ("drop useless", new DropUseless()),
        ("impute median", new Impute()),
        ("impute mean", new Impute { With = ImputeWith.Mean }),
        ("impute mode", new Impute { With = ImputeWith.Mode }),
        ("impute constant", new Impute { With = ImputeWith.Constant, Number = -1 }),
        ("indicator", new MissingIndicator()),
        ("informative indicator", new MissingIndicator { InformativeOnly = true }),
        ("neighbours", new KnnImpute()),
        ("neighbours by distance", new KnnImpute { ByDistance = true, Neighbors = 2 }),
        ("chained", new IterativeImpute()),
        ("standard", new StandardScale()),
        ("min-max", new MinMaxScale { Clip = true }),
        ("robust", new RobustScale()),
        ("max-abs", new MaxAbsScale()),
        ("power", new PowerTransform()),
        ("quantile", new QuantileTransform()),
        ("normal quantile", new QuantileTransform { Normal = true, Quantiles = 10 }),
        ("one-hot", new OneHot { MinRows = 3 }),
        ("sparse one-hot", new OneHot { Sparse = true }),
        ("ordinal", new OrdinalEncode()),
        ("target", new TargetEncode()),
        ("hash", new HashEncode()),
        ("tf-idf", new TfIdf { MostInRun = 2 }),
        ("characters", new TfIdf { Unit = TextUnit.CharactersInWords, FewestInRun = 2, MostInRun = 3 }),
        ("hashed text", new HashText { Places = 64 }),
        ("shape", new TextShape()),
        ("texts as categories", new TextsAsCategories()),
        ("dates", new DateParts()),
        ("cyclic dates", new DateParts { Cyclic = true }),
        ("bin", new Bin()),
        ("bin categories", new Bin { AsCategories = true, Edges = BinEdges.EqualWidth }),
        ("products", new Polynomial()),
        ("logarithm", new Logarithm { Columns = Columns.Named("a"), Shift = 1000 }),
        ("root", new SquareRoot { Columns = Columns.Named("a"), Shift = 1000 }),
        ("winsorise", new Winsorize { Low = 0.1, High = 0.1 }),
        ("tails", new CompressTails { Skewness = 0.1 }),
        ("variance", new VarianceFilter { Threshold = 0.5 }),
        ("correlation", new CorrelationFilter { Above = 0.1 }),
        ("components", new ReduceColumns { Columns = Columns.Named("constant") }),
        ("no blocks", new ReduceBlocks()),
    ];

    public static TheoryData<string> Steps() => [.. steps.Select(s => s.Name)];

    // What the step does not turn into features is dropped behind it, so that every step can be tried on every kind of column.
    private static Recipe Of(string name) => Recipe.Of(steps.First(s => s.Name == name).Step, new Drop { Columns = Columns.OfKind(ColumnKind.Text, ColumnKind.Time) });

    private static (Frame Table, NumberTarget Target) Sample(int rows, ulong seed)
    {
        RandomStream random = RandomKey.FromSeed(seed).Open();
        bool Gap() => random.Uniform() < 0.15;
        MissingBits Bits()
        {
            bool[] gaps = [.. Enumerable.Range(0, rows).Select(_ => Gap())];
            return new NumberColumn("gaps", [.. gaps.Select(g => g ? double.NaN : 0)]).Missing ?? new MissingBits(rows);
        }
        string[] words = ["zebra", "Ärger", "日本", "a", "of", "it's", "🙂"];
        Frame table = new(
            new NumberColumn("a", [.. Enumerable.Range(0, rows).Select(_ => Gap() ? double.NaN : random.Uniform(-10, 30))]),
            new NumberColumn("b", [.. Enumerable.Range(0, rows).Select(_ => Gap() ? double.NaN : Math.Exp(random.Uniform(-5, 5)))]),
            new WholeColumn("w", [.. Enumerable.Range(0, rows).Select(_ => (long)random.Below(7))], Bits()),
            new FlagColumn("f", [.. Enumerable.Range(0, rows).Select(_ => random.Below(2) == 1)], Bits()),
            new NumberColumn("constant", [.. Enumerable.Range(0, rows).Select(_ => 2.5)]),
            new NumberColumn("empty", [.. Enumerable.Range(0, rows).Select(_ => double.NaN)]),
            CategoryColumn.From("c", [.. Enumerable.Range(0, rows).Select(_ => Gap() ? null : words[random.Below(words.Length)])]),
            new TextColumn("t", [.. Enumerable.Range(0, rows).Select(_ => Gap() ? null : string.Join(' ', Enumerable.Range(0, random.Below(9)).Select(_ => words[random.Below(words.Length)])))]),
            new TimeColumn("d", [.. Enumerable.Range(0, rows).Select(_ => new DateTime(2020, 1, 1).AddMinutes(random.Below(2_000_000)))], Bits()));
        return (table, new NumberTarget([.. Enumerable.Range(0, rows).Select(_ => random.Uniform())]));
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void A_row_alone_becomes_what_it_is_in_the_table(string name)
    {
        (Frame table, NumberTarget target) = Sample(60, 1);
        FittedRecipe recipe = Of(name).Fit(table, target).Recipe;
        (Frame others, _) = Sample(60, 2);
        foreach (Frame rows in (Frame[])[table, others])
        {
            Matrix all = recipe.Apply(rows).ToDense();
            for (int i = 0; i < 60; i++)
                Near.Equal(all.Row(i), recipe.Apply(rows.Take([i])).ToDense().Row(0));
        }
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void Saved_and_loaded_it_gives_the_same_bits(string name)
    {
        (Frame table, NumberTarget target) = Sample(60, 1);
        FittedRecipe recipe = Of(name).Fit(table, target).Recipe, again = Stored.Again(recipe);
        (Frame others, _) = Sample(60, 2);
        Near.Equal(recipe.Apply(others).ToDense().AsSpan(), again.Apply(others).ToDense().AsSpan());
        Assert.Equal(recipe.Notes, again.Notes);
        Assert.Equal(recipe.Outputs, again.Outputs);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void The_number_of_workers_and_a_second_fit_change_no_bit(string name)
    {
        (Frame table, NumberTarget target) = Sample(60, 1);
        Matrix one = Of(name).Fit(table, target, new FitContext(7, Workers: 1)).Training.ToDense();
        foreach (int workers in (int[])[1, 2, 8])
            Near.Equal(one.AsSpan(), Of(name).Fit(table, target, new FitContext(7, Workers: workers)).Training.ToDense().AsSpan());
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void No_infinity_comes_out_and_no_gap_where_there_was_none(string name)
    {
        (Frame table, NumberTarget target) = Sample(60, 1);
        FittedRecipe recipe = Of(name).Fit(table, target).Recipe;
        Frame huge = new([.. table.Columns.Select(c => c switch
        {
            NumberColumn { Name: "a" or "constant" } => new NumberColumn(c.Name, [.. Enumerable.Range(0, 60).Select(i => i % 2 == 0 ? 1e100 : 0)]),
            NumberColumn { Name: "b" } => new NumberColumn(c.Name, [.. Enumerable.Range(0, 60).Select(i => i % 2 == 0 ? 1e-300 : 5e99)]),
            _ => c,
        })]);
        Features x = recipe.Apply(huge);
        double[] row = new double[x.ColumnCount];
        for (int i = 0; i < 60; i++)
        {
            x.CopyRow(i, row);
            for (int j = 0; j < row.Length; j++)
            {
                Assert.False(double.IsInfinity(row[j]));
                Assert.False(x.Columns[j].Name is "a" or "b" or "constant" && double.IsNaN(row[j]));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void One_row_can_be_fitted_and_none_applied(string name)
    {
        (Frame table, NumberTarget target) = Sample(60, 1);
        Frame one = table.Take([0]);
        if (name is "drop useless" or "variance")
            return;                                            // nothing varies in one row, so these rightly leave nothing but the flags or refuse
        FittedRecipe recipe = Of(name).Fit(one, target.TakeRows([0])).Recipe;
        Assert.Equal(1, recipe.Apply(table.Take([5])).RowCount);
        Assert.Equal(0, recipe.Apply(table.Take([])).RowCount);
    }
}
