using Hone.Contracts;
using Hone.Data;
using Hone.Recipes;

namespace Hone.Tests.Recipes;

/// <summary>Reference values: TfidfVectorizer of scikit-learn 1.2.1 on the same texts, printed with repr.</summary>
[Trait("topic", "tf-idf")]
public class TextTests
{
    private static readonly string[] texts = ["The cat sat on the mat.", "A cat, a hat; the CAT's bat!", "Über-schöne Straße: cafés in 東京 42x", "", "on the on the on"];

    private static void Check(TfIdf step, string[] terms, double[] weights)
    {
        RecipeFit fit = Recipe.Of(step).Fit(new Frame(new TextColumn("t", texts)), null);
        Assert.Equal(terms.Order(StringComparer.Ordinal), ((FittedTfIdf)fit.Recipe.Steps[0]).Terms);
        Assert.Equal(terms.Select(t => "t: " + t).Order(StringComparer.Ordinal), fit.Recipe.Outputs.Select(o => o.Name));
        double[][] byTerm = [.. terms.Select((t, k) => (t, k)).OrderBy(p => p.t, StringComparer.Ordinal).Select(p => Enumerable.Range(0, texts.Length).Select(i => weights[(i * terms.Length) + p.k]).ToArray())];
        for (int k = 0; k < terms.Length; k++)
            Near.Equal(byTerm[k], fit.Training.ToDense().Column(k), relative: 1e-12, absolute: 1e-15);
        Assert.True(fit.Training.IsSparse);
    }

    [Fact]
    public void Default_settings_are_scikit_learns() => Check(new TfIdf(), ["42x", "bat", "cafés", "cat", "hat", "in", "mat", "on", "sat", "schöne", "straße", "the", "über", "東京"],
        [0.0, 0.0, 0.0, 0.35739840277137236, 0.0, 0.0, 0.4429861081293054, 0.35739840277137236, 0.4429861081293054, 0.0, 0.0, 0.5933459188381147, 0.0, 0.0, 0.0, 0.4448982295027494, 0.0, 0.7178821805115434, 0.4448982295027494, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.29795352938777175, 0.0, 0.0, 0.37796447300922725, 0.0, 0.37796447300922725, 0.0, 0.0, 0.37796447300922725, 0.0, 0.0, 0.0, 0.37796447300922725, 0.37796447300922725, 0.0, 0.37796447300922725, 0.37796447300922725, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.8749591447890881, 0.0, 0.0, 0.0, 0.48419675231247455, 0.0, 0.0]);

    [Fact]
    public void Pairs_of_words_with_sublinear_frequencies_are_scikit_learns() => Check(new TfIdf { MostInRun = 2, Sublinear = true, MinRows = 2 }, ["cat", "on", "on the", "the", "the cat"],
        [0.40909010368335985, 0.40909010368335985, 0.40909010368335985, 0.5749618667993135, 0.40909010368335985, 0.7932544435415132, 0.0, 0.0, 0.38890467013492613, 0.4685088530101523, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.6901592662889631, 0.5568161504458247, 0.46220770413113277, 0.0]);

    [Fact]
    public void Unsmoothed_rarity_with_sums_stop_words_and_a_share_are_scikit_learns() => Check(new TfIdf { Smooth = false, Norm = TextNorm.Sum, MaxShare = 0.5, StopWords = ["on"] }, ["42x", "bat", "cafés", "cat", "hat", "in", "mat", "sat", "schöne", "straße", "über", "東京"],
        [0.0, 0.0, 0.0, 0.26856986681878664, 0.0, 0.0, 0.36571506659060665, 0.36571506659060665, 0.0, 0.0, 0.0, 0.0, 0.0, 0.2882892587601157, 0.0, 0.42342148247976863, 0.2882892587601157, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.14285714285714288, 0.0, 0.14285714285714288, 0.0, 0.0, 0.14285714285714288, 0.0, 0.0, 0.14285714285714288, 0.14285714285714288, 0.14285714285714288, 0.14285714285714288, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]);

    [Fact]
    public void Presence_of_the_most_frequent_terms_are_scikit_learns() => Check(new TfIdf { Binary = true, Norm = TextNorm.None, Idf = false, MaxTerms = 4 }, ["42x", "cat", "on", "the"],
        [0.0, 1.0, 1.0, 1.0, 0.0, 1.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0]);

    [Fact]
    public void Runs_of_characters_are_scikit_learns() => Check(new TfIdf { Unit = TextUnit.Characters, FewestInRun = 2, MostInRun = 3, MinRows = 2 }, [" c", " ca", " o", " on", " s", " t", " th", "at", "ca", "cat", "e ", "e c", "he", "he ", "n ", "n t", "on", "on ", "s ", "th", "the"],
        [0.14213046205260507, 0.14213046205260507, 0.17122288536922564, 0.17122288536922564, 0.17122288536922564, 0.14213046205260507, 0.14213046205260507, 0.513668656107677, 0.14213046205260507, 0.17122288536922564, 0.2391292507973773, 0.17122288536922564, 0.28426092410521014, 0.28426092410521014, 0.14213046205260507, 0.17122288536922564, 0.17122288536922564, 0.17122288536922564, 0.0, 0.28426092410521014, 0.28426092410521014, 0.2810616771557654, 0.2810616771557654, 0.0, 0.0, 0.0, 0.1405308385778827, 0.1405308385778827, 0.6771833516099075, 0.2810616771557654, 0.33859167580495375, 0.11821897170297817, 0.16929583790247688, 0.1405308385778827, 0.1405308385778827, 0.0, 0.0, 0.0, 0.0, 0.16929583790247688, 0.1405308385778827, 0.1405308385778827, 0.3624945336869779, 0.3624945336869779, 0.0, 0.0, 0.43669287422343056, 0.0, 0.0, 0.0, 0.3624945336869779, 0.0, 0.30494182952359894, 0.0, 0.0, 0.0, 0.3624945336869779, 0.0, 0.0, 0.0, 0.43669287422343056, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.29410530746760283, 0.29410530746760283, 0.0, 0.2441339728176718, 0.2441339728176718, 0.0, 0.0, 0.0, 0.2053731943560058, 0.0, 0.2441339728176718, 0.2441339728176718, 0.2441339728176718, 0.29410530746760283, 0.4411579612014042, 0.29410530746760283, 0.0, 0.2441339728176718, 0.2441339728176718]);

    [Fact]
    public void Runs_of_characters_in_words_are_scikit_learns() => Check(new TfIdf { Unit = TextUnit.CharactersInWords, FewestInRun = 3, MostInRun = 4, MinRows = 2 }, [" ca", " cat", " on", " on ", " th", " the", "cat", "he ", "on ", "the", "the "],
        [0.18812297237487147, 0.22662951818406643, 0.22662951818406643, 0.22662951818406643, 0.37624594474974293, 0.37624594474974293, 0.22662951818406643, 0.37624594474974293, 0.22662951818406643, 0.37624594474974293, 0.37624594474974293, 0.44054371818504556, 0.5307178029929436, 0.0, 0.0, 0.22027185909252278, 0.22027185909252278, 0.5307178029929436, 0.22027185909252278, 0.0, 0.22027185909252278, 0.22027185909252278, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.4697776199116902, 0.4697776199116902, 0.25997190751707117, 0.25997190751707117, 0.0, 0.25997190751707117, 0.4697776199116902, 0.25997190751707117, 0.25997190751707117]);

    [Fact]
    public void Short_words_and_case_are_scikit_learns() => Check(new TfIdf { ShortestWord = 1, Lowercase = false }, ["42x", "A", "CAT", "Straße", "The", "a", "bat", "cafés", "cat", "hat", "in", "mat", "on", "s", "sat", "schöne", "the", "Über", "東京"],
        [0.0, 0.0, 0.0, 0.0, 0.4588147642793904, 0.0, 0.0, 0.0, 0.3701688628879373, 0.0, 0.0, 0.4588147642793904, 0.3701688628879373, 0.0, 0.4588147642793904, 0.0, 0.3072735949186737, 0.0, 0.0, 0.0, 0.3753083838272226, 0.3753083838272226, 0.0, 0.0, 0.3753083838272226, 0.3753083838272226, 0.0, 0.302796440938056, 0.3753083838272226, 0.0, 0.0, 0.0, 0.3753083838272226, 0.0, 0.0, 0.2513483987003604, 0.0, 0.0, 0.37796447300922725, 0.0, 0.0, 0.37796447300922725, 0.0, 0.0, 0.0, 0.37796447300922725, 0.0, 0.0, 0.37796447300922725, 0.0, 0.0, 0.0, 0.0, 0.37796447300922725, 0.0, 0.37796447300922725, 0.37796447300922725, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.8749591447890881, 0.0, 0.0, 0.0, 0.48419675231247455, 0.0, 0.0]);

    [Fact]
    public void Empty_and_missing_texts_are_rows_of_zeros()
    {
        Features x = Recipe.Of(new TfIdf()).Fit(new Frame(new TextColumn("t", ["", null, "word", "!?"])), null).Training;
        Assert.Equal([0, 0, 1, 0], x.ToDense().Column(0));
    }

    [Fact]
    public void Lengths_scale_the_rows_and_kept_text_serves_a_further_step()
    {
        Recipe recipe = Recipe.Of(new TfIdf { KeepText = true }, new TfIdf { Length = 10 });
        Features x = recipe.Fit(new Frame(new TextColumn("t", texts)), null).Training;
        int d = x.ColumnCount / 2;
        Assert.Equal("t: 42x (2)", x.Columns[d].Name);
        for (int j = 0; j < d; j++)
            Near.Equal(x.ToDense().Column(j).Select(v => 10 * v).ToArray(), x.ToDense().Column(d + j), relative: 1e-15);
    }

    [Fact]
    public void Hashed_terms_are_counts_at_places_that_never_change()
    {
        Frame table = new(new TextColumn("t", ["one two two", "two one two", "three", null]));
        Features x = Recipe.Of(new HashText { Places = 32, Norm = TextNorm.None }).Fit(table, null).Training;
        Assert.Equal(32, x.ColumnCount);
        Assert.Equal(x.ToDense().Row(0).ToArray(), x.ToDense().Row(1).ToArray());
        Assert.Equal([1, 2], x.ToDense().Row(0).ToArray().Where(v => v != 0).Select(Math.Abs).Order());
        Assert.True(x.ToDense().Row(3).ToArray().All(v => v == 0));
        Features unsigned = Recipe.Of(new HashText { Places = 32, Norm = TextNorm.Sum, Signed = false }).Fit(table, null).Training;
        Near.Equal(1, unsigned.ToDense().Row(0).ToArray().Sum(), relative: 1e-15);

        // Places are stored with models: these values may never change.
        Assert.Equal((10, -1.0), StableHash.PlaceOf("word", 32));
        Assert.Equal((15, 1.0), StableHash.PlaceOf("東京", 32));
    }

    [Fact]
    public void Five_thousand_messages_take_well_under_a_second()
    {
        string[] lines = File.ReadAllLines(SharedData.Path("sms-spam/SMSSpamCollection.tsv"));
        Frame table = new(new TextColumn("t", [.. lines.Select(l => l[(l.IndexOf('\t', StringComparison.Ordinal) + 1)..])]));
        Recipe recipe = Recipe.Of(new TfIdf { MostInRun = 2 });
        // Other tests may have the processors for a while: one attempt of several is enough.
        TimeSpan taken = TimeSpan.MaxValue;
        for (int attempt = 0; attempt < 5 && taken >= TimeSpan.FromSeconds(2); attempt++)
        {
            long start = System.Diagnostics.Stopwatch.GetTimestamp();
            Features x = recipe.Fit(table, null).Training;
            taken = System.Diagnostics.Stopwatch.GetElapsedTime(start);
            Assert.Equal(5574, x.RowCount);
        }
        Assert.True(taken < TimeSpan.FromSeconds(2), FormattableString.Invariant($"took {taken.TotalMilliseconds:F0} ms"));
    }

    [Fact]
    public void The_shape_of_a_text_is_counted()
    {
        Features x = Recipe.Of(new TextShape(), new TfIdf()).Fit(new Frame(new TextColumn("t", ["WIN £1000 now!!", "", null, "ok"])), null).Training;
        Assert.Equal(["t: (characters)", "t: (words)", "t: (digits)", "t: (capitals)", "t: (punctuation)"], x.Columns.Take(5).Select(c => c.Name));
        Near.Equal([15, 3, 4 / 15.0, 3 / 15.0, 3 / 15.0], x.ToDense().Row(0)[..5], relative: 1e-15);
        Assert.Equal([0, 0, 0, 0, 0], x.ToDense().Row(1)[..5].ToArray());
        Assert.True(x.ToDense().Row(2)[..5].ToArray().All(double.IsNaN));
    }

    [Fact]
    public void Parts_of_the_shape_that_never_vary_are_left_out_at_fit_and_ever_after()
    {
        (FittedRecipe recipe, Features x) = Recipe.Of(new TextShape { Why = "asked" }, new TfIdf()).Fit(new Frame(new TextColumn("t", ["all in small letters", "short", null, "as this is"])), null);
        Assert.Equal(["t: (characters)", "t: (words)"], x.Columns.Take(2).Select(c => c.Name));
        Assert.Contains(new StepNote("t", "added (characters), (words); not (digits), (capitals), (punctuation), the same in every row", "asked"), recipe.Notes);
        foreach (FittedRecipe each in (FittedRecipe[])[recipe, Stored.Again(recipe)])
        {
            Features later = each.Apply(new Frame(new TextColumn("t", ["WIN 1000!"])));
            Assert.Equal(x.Columns, later.Columns);
            Assert.Equal([9, 2], later.ToDense().Row(0)[..2].ToArray());
        }
        Assert.Contains(Recipe.Of(new TextShape(), new TfIdf()).Fit(new Frame(new TextColumn("t", ["one two", "two one"])), null).Recipe.Notes, n => n.What == "added nothing: its length and make-up are the same in every row");
    }

    [Fact]
    public void Texts_are_taken_for_categories_where_they_repeat()
    {
        string[] prose = [.. Enumerable.Range(0, 40).Select(i => FormattableString.Invariant($"this is message number {i} of many"))];
        string[] place = [.. Enumerable.Range(0, 40).Select(i => ((string[])["New York City", "Rome"])[i % 2])];
        string[] code = [.. Enumerable.Range(0, 40).Select(i => FormattableString.Invariant($"A{i % 30}"))];
        Frame table = new(new TextColumn("prose", prose), new TextColumn("place", place), new TextColumn("code", code));
        StepFit fit = new TextsAsCategories().Fit(Draft.Of(table), null, default);
        Assert.Equal([ColumnKind.Text, ColumnKind.Category, ColumnKind.Category], fit.Training.Table.Columns.Select(c => c.Kind));
    }
}
