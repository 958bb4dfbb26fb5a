using Hone.Contracts;
using Hone.Data;
using Hone.Numerics;

namespace Hone.Recipes;

/// <summary>Turns a category into the mean of the target among the training rows of its level, drawn towards the mean of all rows.</summary>
/// <remarks>
/// <para>
/// A level with n rows whose targets sum to s becomes (s + m·μ) / (n + m), where μ is the mean over all rows and m the smoothing.
/// For two classes the target is 1 for the positive one; for more, and for several numbers, a column comes for each. Gaps
/// are a level of their own; a level that training did not see becomes μ.
/// </para>
/// <para>
/// The training rows are cross-fitted: they are cut into folds at random, and each gets what the other folds say, so that a
/// level with one row does not carry that row's own target.
/// Cost: O(n) a column. Source: D. Micci-Barreca, "A Preprocessing Scheme for High-Cardinality Categorical Attributes in
/// Classification and Prediction Problems", SIGKDD Explorations 3(1), 2001.
/// </para>
/// </remarks>
public sealed record TargetEncode : IStep
{
    /// <summary>Which columns; categories by default.</summary>
    public Columns Columns { get; init; } = Columns.Categories;

    /// <summary>m ≥ 0, in rows: how many rows of the overall mean are added to each level. Default 10.</summary>
    public double Smoothing { get; init => field = Require.AtLeastZero(value); } = 10;

    /// <summary>Folds of the cross-fitting, at least 2. Default 5.</summary>
    public int Folds { get; init => field = Require.AtLeast(value, 2); } = 5;

    /// <summary>The reason that the notes give; empty by default.</summary>
    public string Why { get; init; } = "";

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There is no target.</exception>
    public StepFit Fit(Draft table, Target? target, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(table);
        Column[] columns = Columns.In(table.Table, "Target encoding", ColumnKind.Category);
        if (columns.Length == 0)
            return new StepFit(new FittedTargetEncoding([], []), table);
        if (target is null)
            throw new ArgumentException("Target encoding needs a target; use one-hot or ordinal encoding where there is none.", nameof(target));

        double[][] parts = PartsOf(target, out string[] partNames);
        int[] fold = FoldsOf(table.RowCount, context);
        HashSet<string> taken = table.Names();
        TargetMeans[] means = new TargetMeans[columns.Length];
        string[][] outputs = [.. columns.Select(c => partNames.Length == 1 ? [c.Name] : partNames.Select(p => Draft.FreeName($"{c.Name}~{p}", taken)).ToArray())];
        Column[][] training = new Column[columns.Length][];
        context.For(columns.Length, j =>
        {
            CategoryColumn column = (CategoryColumn)columns[j];
            double[][] encodings = new double[parts.Length][];
            training[j] = new Column[parts.Length];
            double[] overall = new double[parts.Length];
            for (int p = 0; p < parts.Length; p++)
            {
                overall[p] = Statistics.Mean(parts[p]);
                encodings[p] = Means(column, parts[p], fold, except: -1, overall[p]);
                training[j][p] = new NumberColumn(outputs[j][p], CrossFitted(column, parts[p], fold));
            }
            means[j] = new TargetMeans(column.Name, [.. column.Levels], outputs[j], encodings, overall);
        });
        StepNote[] notes = [.. columns.Select(c => new StepNote(c.Name, FormattableString.Invariant($"{((CategoryColumn)c).Levels.Count} levels became the mean of the target in each, cross-fitted over {Folds} folds and smoothed by {Smoothing:G4} rows"), Why))];
        Draft encoded = table.Replace([.. columns.Select(c => c.Name)], 1, (j, _) => training[j]);
        return new StepFit(new FittedTargetEncoding(means, notes), encoded);
    }

    private static double[][] PartsOf(Target target, out string[] names)
    {
        if (target is ClassTarget classes)
        {
            int[] wanted = classes.Positive >= 0 ? [classes.Positive] : [.. Enumerable.Range(0, classes.Classes.Count)];
            names = [.. wanted.Select(c => classes.Classes[c])];
            return [.. wanted.Select(c => classes.Codes.ToArray().Select(code => code == c ? 1.0 : 0.0).ToArray())];
        }
        Matrix values = ((NumberTarget)target).Values;
        names = [.. Enumerable.Range(1, values.Columns).Select(p => FormattableString.Invariant($"target {p}"))];
        return [.. Enumerable.Range(0, values.Columns).Select(values.Column)];
    }

    private int[] FoldsOf(int rows, FitContext context)
    {
        int[] order = context.Key.Child("target-encoding").Open().Permutation(rows);
        int[] fold = new int[rows];
        for (int i = 0; i < rows; i++)
            fold[order[i]] = i % Folds;
        return fold;
    }

    // One number a level, the last for gaps, of the rows outside one fold.
    private double[] Means(CategoryColumn column, double[] y, int[] fold, int except, double overall)
    {
        int levels = column.Levels.Count;
        double[] sums = new double[levels + 1];
        int[] counts = new int[levels + 1];
        ReadOnlySpan<int> codes = column.Codes;
        for (int i = 0; i < y.Length; i++)
        {
            if (fold[i] == except)
                continue;
            int code = codes[i] < 0 ? levels : codes[i];
            sums[code] += y[i];
            counts[code]++;
        }
        double[] means = new double[levels + 1];
        for (int c = 0; c <= levels; c++)
        {
            double rows = counts[c] + Smoothing;
            means[c] = counts[c] == 0 ? overall : (sums[c] + (Smoothing * overall)) / rows;
        }
        return means;
    }

    private double[] CrossFitted(CategoryColumn column, double[] y, int[] fold)
    {
        double[] result = new double[y.Length];
        for (int f = 0; f < Folds; f++)
        {
            double sum = 0;
            int count = 0;
            for (int i = 0; i < y.Length; i++)
            {
                if (fold[i] != f)
                {
                    sum += y[i];
                    count++;
                }
            }
            // With a single row there is nothing outside its fold; 0 says nothing about it.
            double[] means = Means(column, y, fold, f, count == 0 ? 0 : sum / count);
            for (int i = 0; i < y.Length; i++)
            {
                if (fold[i] == f)
                    result[i] = means[column.Codes[i] < 0 ? means.Length - 1 : column.Codes[i]];
            }
        }
        return result;
    }
}

/// <summary>Turns categories into means of the target.</summary>
public sealed class FittedTargetEncoding : IFittedStep, IStored<FittedTargetEncoding>
{
    private readonly TargetMeans[] columns;
    private readonly string[] names;
    private readonly StepNote[] notes;

    internal FittedTargetEncoding(TargetMeans[] columns, StepNote[] notes)
    {
        (this.columns, this.notes) = (columns, notes);
        names = [.. columns.Select(c => c.Name)];
    }

    /// <inheritdoc/>
    public static string Kind => "step-target-encode";

    /// <summary>The columns.</summary>
    public IReadOnlyList<string> Names => names;

    internal IReadOnlyList<TargetMeans> Columns => columns;

    /// <inheritdoc/>
    public IReadOnlyList<StepNote> Notes => notes;

    /// <inheritdoc/>
    public Draft Apply(Draft table, int? workers = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        return table.Replace(names, workers, (j, column) => columns[j].Encode(column));
    }

    /// <inheritdoc/>
    public void Write(PackageWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Groups("columns", columns, static (w, column) => column.Write(w));
        StepNote.WriteAll(writer, notes);
    }

    /// <inheritdoc/>
    public static FittedTargetEncoding Read(PackageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new FittedTargetEncoding(reader.Groups("columns", TargetMeans.Read), StepNote.ReadAll(reader));
    }
}

/// <summary>One category's means: for each output a number a level, then one for gaps; and one for levels not seen.</summary>
internal sealed class TargetMeans(string name, string[] levels, string[] outputs, double[][] means, double[] overall)
{
    private readonly Dictionary<string, int> positions = Levels.Positions(levels);

    public string Name => name;

    public IReadOnlyList<string> Outputs => outputs;

    /// <summary>The numbers, one for each output, of a gap, of each level, and of one that is not among them.</summary>
    internal double[][] OfEach(IReadOnlyList<string> among) =>
        [[.. means.Select(mean => mean[levels.Length])], .. Levels.PlacesIn(among, levels, positions).Select(place => Enumerable.Range(0, outputs.Length).Select(p => place < 0 ? overall[p] : means[p][place]).ToArray()), overall];

    public Column[] Encode(Column column)
    {
        CategoryColumn category = column as CategoryColumn
            ?? throw new ArgumentException($"Column '{name}' is {Columns.Word(column.Kind)} where a category was at fit time.");
        int[] codes = Levels.CodesIn(category, levels, positions);
        Column[] encoded = new Column[outputs.Length];
        for (int p = 0; p < encoded.Length; p++)
        {
            double[] values = new double[codes.Length];
            for (int i = 0; i < values.Length; i++)
                values[i] = codes[i] == -2 ? overall[p] : means[p][codes[i] == -1 ? levels.Length : codes[i]];
            encoded[p] = new NumberColumn(outputs[p], values);
        }
        return encoded;
    }

    public void Write(PackageWriter writer)
    {
        writer.Text("name", name);
        writer.Texts("levels", levels);
        writer.Texts("outputs", outputs);
        writer.Numbers("means", means.SelectMany(m => m).ToArray());
        writer.Numbers("overall", overall);
    }

    public static TargetMeans Read(PackageReader reader)
    {
        string[] levels = reader.Texts("levels"), outputs = reader.Texts("outputs");
        double[] flat = reader.Numbers("means", outputs.Length * (levels.Length + 1));
        return new TargetMeans(reader.Text("name"), levels, outputs, [.. flat.Chunk(levels.Length + 1)], reader.Numbers("overall", outputs.Length));
    }
}
