using Hone.Contracts;
using Hone.Data;

namespace Hone.Recipes;

public sealed partial record Recipe
{
    // A category with more levels becomes a mean of the target rather than a flag a level.
    private const int MostFlags = 50;

    // A category with more levels is more than a learner that takes categories itself can cut well.
    private const int MostNativeLevels = 254;

    private const int MostTermsForLinear = 20_000, MostTermsForTrees = 500;

    // A row of unit length over thousands of terms gives each a tiny variance, which a penalty made for columns of variance 1
    // all but forbids to use; ten times the length lifts it to where the usual penalties fit.
    private const double LengthBesideScaled = 10;

    // With fewer rows than this, so many terms at that length would be learned by heart.
    private const int FewestRowsForParts = 2000;

    /// <summary>The recipe that is right for most tables, given the kinds of their columns and what the learner needs.</summary>
    /// <remarks>
    /// <list type="bullet">
    /// <item>Columns that nothing can be learned from are left out: empty, constant, or only numbering or naming the rows; not for learners that need all columns.</item>
    /// <item>For learners that read, texts become the numbers of their words in order, and other columns are left out.</item>
    /// <item>Times become parts of the calendar; for learners that need a like scale, cyclic ones become sine and cosine.</item>
    /// <item>Texts become categories where their values repeat; prose becomes TF-IDF of words and pairs of words (for learners that need a like scale and from 2,000 rows also of runs of two to four characters), and its length and make-up.</item>
    /// <item>For learners that cannot take gaps, numbers are filled with the median, after a flag was added where gaps go with the target.</item>
    /// <item>For learners that need numbers, categories become flags, those with more than 50 levels cross-fitted means of the target.
    /// For the others they stay categories, but for those with more than 254 levels.</item>
    /// <item>For learners that need a like scale, long tails are compressed where that brings the column nearer to the target, and numbers are standardised; for those that need values of at least 0, mapped to [0, 1].</item>
    /// </list>
    /// Which columns each step touches is decided when the recipe is fitted, from the training rows alone; of the table given here only the kinds
    /// of columns and the number of rows are used. The notes of the fitted recipe say what was done to each column and why.
    /// </remarks>
    /// <param name="inputs">The input columns: no target, weight or group among them.</param>
    /// <param name="needs">What the learner wants prepared.</param>
    /// <param name="target">The target, or null where there is none: then categories with many levels keep the 50 most frequent.</param>
    public static Recipe Default(Frame inputs, Needs needs, Target? target = null)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        bool Has(ColumnKind kind) => inputs.Columns.Any(c => c.Kind == kind);
        bool scaled = needs.HasFlag(Needs.Scaled), complete = needs.HasFlag(Needs.Complete);
        bool numbers = needs.HasFlag(Needs.Numbers), positive = needs.HasFlag(Needs.NonNegative);
        bool texts = Has(ColumnKind.Text);
        int fewRows = Math.Clamp((int)Math.Ceiling(0.01 * inputs.RowCount), 1, 10);

        if (needs.HasFlag(Needs.WordOrder))
            return Reading(inputs);
        List<IStep> steps = needs.HasFlag(Needs.AllColumns) ? [] : [new DropUseless()];
        if (Has(ColumnKind.Time))
            steps.Add(new DateParts { Cyclic = scaled, Why = scaled ? "so that the end of a cycle is next to its start" : "a learner takes numbers and categories, not times" });
        if (texts)
        {
            steps.Add(new TextsAsCategories());
            steps.Add(new TextShape { Why = "how a text is written may tell more than its words" });
            int terms = numbers || scaled ? MostTermsForLinear : MostTermsForTrees;
            bool manyRows = inputs.RowCount >= FewestRowsForParts;
            double length = scaled && manyRows ? LengthBesideScaled : 1;
            if (scaled && manyRows)
                steps.Add(new TfIdf { Unit = TextUnit.CharactersInWords, FewestInRun = 2, MostInRun = 4, MinRows = Math.Min(fewRows, 3), MaxTerms = terms, Sublinear = true, Length = length, KeepText = true, Why = "parts of words" });
            steps.Add(new TfIdf { MostInRun = 2, ShortestWord = 1, MinRows = Math.Min(fewRows, 3), MaxTerms = terms, Sublinear = true, Length = length, Why = "words and pairs of words" });
        }
        if (texts || Has(ColumnKind.Category))
        {
            int most = numbers ? MostFlags : MostNativeLevels;
            string why = FormattableString.Invariant($"more than {most} levels");
            if (target is not null)
                steps.Add(new TargetEncode { Columns = Columns.Categories.WithLevels(atLeast: most + 1), Why = why });
            else if (!numbers)
                steps.Add(new OneHot { Columns = Columns.Categories.WithLevels(atLeast: most + 1), MaxLevels = MostFlags, Why = why });
        }
        if (complete)
        {
            if (!needs.HasFlag(Needs.AllColumns))
                steps.Add(new MissingIndicator { Columns = Columns.OfKind(ColumnKind.Number, ColumnKind.Whole, ColumnKind.Flag), InformativeOnly = true });
            steps.Add(new Impute { Columns = Columns.OfKind(ColumnKind.Number, ColumnKind.Whole, ColumnKind.Flag), Why = "the learner cannot take gaps" });
            if (!numbers)
                steps.Add(new Impute { Columns = Columns.Categories, With = ImputeWith.Constant, Why = "the learner cannot take gaps" });
        }
        if (scaled)
            steps.Add(new CompressTails());
        if (positive)
            steps.Add(new MinMaxScale { Clip = true, Why = "the learner needs values of at least 0" });
        else if (scaled)
            steps.Add(new StandardScale { Why = "so that no column outweighs another by its unit" });
        if (numbers && (texts || Has(ColumnKind.Category)))
            steps.Add(new OneHot { MinRows = fewRows, MaxLevels = MostFlags, Why = "the learner needs numbers" });
        return new Recipe(steps);
    }

    private static Recipe Reading(Frame inputs)
    {
        string[] others = [.. inputs.Columns.Where(c => c.Kind != ColumnKind.Text).Select(c => c.Name)];
        if (others.Length == inputs.Columns.Count)
            throw new ArgumentException($"No column is a text, and the learner reads texts alone; there are {Suggestion.Listed(others, "'")}.", nameof(inputs));
        WordSequence words = new() { Why = "the learner reads words in their order" };
        return others.Length == 0 ? Of(words) : Of(new Drop { Columns = Columns.Named(others) }, words);
    }
}
