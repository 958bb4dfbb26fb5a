using Hone.Contracts;
using Hone.Data;
using Hone.Numerics;
using Hone.Recipes;

namespace Hone.Tests.Recipes;

public sealed class TermCountsTests
{
    private static readonly string[] words = ["ab", "abc", "über", "ö", "x9", "zz", "Ab", "東京", "𝒜b", "a\0", "a"];

    private static string?[] Texts(int count)
    {
        RandomStream random = RandomKey.FromSeed(3).Open();
        return [.. Enumerable.Range(0, count).Select(i => i % 17 == 0 ? null : string.Join(i % 2 == 0 ? " " : ", ", Enumerable.Range(0, random.Below(12)).Select(_ => words[random.Below(words.Length)] + (random.Below(4) == 0 ? "q" : ""))))];
    }

    public static TheoryData<TextUnit, int, int> Cuts => new() { { TextUnit.Words, 1, 1 }, { TextUnit.Words, 2, 3 }, { TextUnit.Characters, 1, 3 }, { TextUnit.CharactersInWords, 2, 4 } };

    [Theory]
    [Trait("topic", "tf-idf")]
    [MemberData(nameof(Cuts))]
    public void Training_rows_get_what_the_fitted_step_gives_them_and_workers_change_nothing(TextUnit unit, int fewest, int most)
    {
        TfIdf step = new() { Unit = unit, FewestInRun = fewest, MostInRun = most, MinRows = 2, ShortestWord = 1, Sublinear = true };
        Draft table = Draft.Of(new Frame(new TextColumn("t", Texts(2100))));
        StepFit first = step.Fit(table, null, new FitContext(Workers: 1));
        Block expected = Assert.Single(first.Training.Blocks);
        Assert.True(expected.Names.Count > 10);
        foreach (int workers in new[] { 1, 2, 4, 8 })
        {
            StepFit fit = step.Fit(table, null, new FitContext(Workers: workers));
            foreach (Draft made in new[] { fit.Training, first.Step.Apply(table, workers) })
            {
                Block block = Assert.Single(made.Blocks);
                Assert.Equal(expected.Names, block.Names);
                Assert.Equal(expected.Values.RowStarts, block.Values.RowStarts);
                Assert.Equal(expected.Values.ColumnIndices, block.Values.ColumnIndices);
                Assert.Equal(expected.Values.Values, block.Values.Values);
            }
        }
    }

    [Fact]
    public void Strings_that_agree_for_long_are_put_in_order_without_calling_ever_deeper()
    {
        string alike = new('a', 800_000);
        string[] strings = [.. Enumerable.Range(0, 30).Select(i => alike + (char)('z' - (i % 20)) + (i < 20 ? "" : "x")), .. Enumerable.Range(0, 30).Select(i => alike[..(i * 3)])];
        int[] expected = [.. Enumerable.Range(0, strings.Length)];
        Array.Sort(expected, (a, b) => string.CompareOrdinal(strings[a], strings[b]));
        Assert.Equal(expected, OrdinalOrder.Of(strings));
    }

    [Fact]
    [Trait("topic", "tf-idf")]
    public void Terms_are_counted_as_a_dictionary_counts_them()
    {
        string?[] texts = Texts(500);
        TfIdf step = new() { Unit = TextUnit.Words, MinRows = 3, MaxShare = 0.5, ShortestWord = 1, Norm = TextNorm.None, Idf = false };
        Dictionary<string, int> rows = new(StringComparer.Ordinal);
        foreach (string? text in texts)
        {
            foreach (string word in (text ?? "").ToLowerInvariant().Split([' ', ',', '\0'], StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal))
                rows[word] = rows.GetValueOrDefault(word) + 1;
        }
        string[] expected = [.. rows.Where(pair => pair.Value >= 3 && pair.Value <= 250).Select(pair => pair.Key).Order(StringComparer.Ordinal)];
        StepFit fit = step.Fit(Draft.Of(new Frame(new TextColumn("t", texts))), null, default);
        Assert.Equal(expected, ((FittedTfIdf)fit.Step).Terms);
        SparseMatrix counts = fit.Training.Blocks[0].Values;
        int[] found = new int[expected.Length];
        foreach (int column in counts.ColumnIndices)
            found[column]++;
        Assert.Equal(expected.Select(term => rows[term]), found);
    }

    [Fact]
    public void Hashed_texts_do_not_depend_on_workers()
    {
        Draft table = Draft.Of(new Frame(new TextColumn("t", Texts(1500))));
        IFittedStep step = new HashText { Places = 50, MostInRun = 2 }.Fit(table, null, default).Step;
        SparseMatrix expected = step.Apply(table, 1).Blocks[0].Values;
        foreach (int workers in new[] { 2, 8 })
        {
            SparseMatrix found = step.Apply(table, workers).Blocks[0].Values;
            Assert.Equal(expected.RowStarts, found.RowStarts);
            Assert.Equal(expected.ColumnIndices, found.ColumnIndices);
            Assert.Equal(expected.Values, found.Values);
        }
    }

    [Fact]
    public void A_table_of_terms_numbers_them_as_they_come()
    {
        RandomStream random = RandomKey.FromSeed(5).Open();
        TermTable table = new();
        Dictionary<string, int> expected = new(StringComparer.Ordinal);
        for (int i = 0; i < 5000; i++)
        {
            string term = new([.. Enumerable.Range(0, random.Below(9)).Select(_ => (char)('a' + random.Below(3)))]);
            Assert.Equal(expected.TryGetValue(term, out int known) ? known : -1, table.Find(term));
            expected.TryAdd(term, expected.Count);
            Assert.Equal(expected[term], table.CodeOf(term));
        }
        Assert.Equal(expected.Count, table.Count);
        foreach ((string term, int code) in expected)
            Assert.Equal(term, table[code].ToString());
    }

    [Fact]
    public void Strings_are_ordered_by_their_units()
    {
        RandomStream random = RandomKey.FromSeed(8).Open();
        string[] alphabet = ["a", "b", "\0", "\uffff", "é", "𝒜", "ab"];
        foreach (int count in new[] { 0, 1, 2, 30, 3000 })
        {
            string[] strings = [.. Enumerable.Range(0, count).Select(_ => string.Concat(Enumerable.Range(0, random.Below(14)).Select(_ => alphabet[random.Below(alphabet.Length)])))];
            Assert.Equal(strings.Order(StringComparer.Ordinal), OrdinalOrder.Of(strings).Select(i => strings[i]));
        }
    }
}
