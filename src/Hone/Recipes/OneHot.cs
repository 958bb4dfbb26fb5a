using Hone.Contracts;
using Hone.Data;
using Hone.Numerics;

namespace Hone.Recipes;

/// <summary>What a row gets whose level training did not see.</summary>
public enum Unseen
{
    /// <summary>It counts as rare where the column has rare levels; otherwise it has none of the levels (all zeros).</summary>
    Rare,

    /// <summary>It has none of the levels: all zeros.</summary>
    Zeros,

    /// <summary>An exception that names column, row and level.</summary>
    Refuse,
}

/// <summary>Turns a category into a flag for each of its levels.</summary>
/// <remarks>
/// Columns come in the order of the categories, and within one in the order of its levels, then "(rare)", then a flag for gaps where
/// a training row has one. Cost: O(n) plus one byte a row and level, or with <see cref="Sparse"/> twelve bytes a row.
/// </remarks>
public sealed record OneHot : IStep
{
    /// <summary>Which columns; categories by default.</summary>
    public Columns Columns { get; init; } = Columns.Categories;

    /// <summary>Levels that fewer training rows have are joined as "(rare)"; at least 1, which joins none. Default 1.</summary>
    public int MinRows { get; init => field = Require.AtLeast(value, 1); } = 1;

    /// <summary>At most this many levels of a column get a flag of their own, the most frequent (of equals the first); the others are joined as "(rare)". Null, the default, sets no limit.</summary>
    public int? MaxLevels { get; init => field = value is { } v ? Require.AtLeast(v, 1) : null; }

    /// <summary>Whether the first flag of each column is left out, so that the flags do not sum to 1. A row with that level and one without any then look alike. Default false.</summary>
    public bool DropFirst { get; init; }

    /// <summary>What becomes of a level that training did not see. Default <see cref="Unseen.Rare"/>.</summary>
    public Unseen Unseen { get; init; }

    /// <summary>Whether gaps get a flag of their own where training rows have them; otherwise a gap is all zeros. Default true.</summary>
    public bool FlagGaps { get; init; } = true;

    /// <summary>Whether the flags go to a sparse block behind all other columns, for columns with very many levels. Default false.</summary>
    public bool Sparse { get; init; }

    /// <summary>The reason that the notes give; empty by default.</summary>
    public string Why { get; init; } = "";

    /// <inheritdoc/>
    public StepFit Fit(Draft table, Target? target, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(table);
        Column[] columns = Columns.In(table.Table, "One-hot encoding", ColumnKind.Category);
        OneHotColumn[] fitted = new OneHotColumn[columns.Length];
        StepNote[] notes = new StepNote[columns.Length];
        int[][] counts = new int[columns.Length][];
        context.For(columns.Length, j => counts[j] = Levels.Counts((CategoryColumn)columns[j]));
        HashSet<string> taken = table.Names();
        for (int j = 0; j < columns.Length; j++)
            (fitted[j], notes[j]) = FitColumn((CategoryColumn)columns[j], counts[j], taken);
        return StepFit.Of(new FittedOneHot(fitted, Unseen, Sparse, notes), table, context.Workers);
    }

    private (OneHotColumn Fitted, StepNote Note) FitColumn(CategoryColumn column, int[] counts, HashSet<string> taken)
    {
        bool[] rare = [.. counts.Select(c => c < MinRows)];
        if (MaxLevels is { } most && rare.Count(r => !r) > most)
        {
            foreach (int level in Enumerable.Range(0, counts.Length).Where(i => !rare[i]).OrderByDescending(i => counts[i]).Skip(most))
                rare[level] = true;
        }

        // Where each level's flag stands among the column's; a dropped first flag is −1.
        int next = DropFirst ? -1 : 0;
        int[] flagOf = new int[counts.Length];
        List<string> names = [];
        for (int i = 0; i < counts.Length; i++)
        {
            if (rare[i])
                continue;
            flagOf[i] = next++;
            if (flagOf[i] >= 0)
                names.Add(Draft.FreeName($"{column.Name}={column.Levels[i]}", taken));
        }
        int rareFlag = -1, gapFlag = -1, rareLevels = rare.Count(r => r);
        if (rareLevels > 0)
        {
            rareFlag = next++;
            if (rareFlag >= 0)
                names.Add(Draft.FreeName($"{column.Name}=(rare)", taken));
            for (int i = 0; i < counts.Length; i++)
                flagOf[i] = rare[i] ? rareFlag : flagOf[i];
        }
        if (FlagGaps && column.MissingCount > 0)
        {
            gapFlag = next;
            if (gapFlag >= 0)
                names.Add(Draft.FreeName($"{column.Name} is missing", taken));
        }
        string joined = rareLevels == 0 ? "" : FormattableString.Invariant($", {rareLevels} levels joined as rare");
        string what = FormattableString.Invariant($"one-hot: {counts.Length} levels, {names.Count} flags{joined}{(gapFlag >= 0 ? ", one flag for gaps" : "")}");
        return (new OneHotColumn(column.Name, [.. column.Levels], flagOf, [.. names], rareFlag, gapFlag), new StepNote(column.Name, what, Why));
    }
}

/// <summary>Turns categories into flags.</summary>
public sealed class FittedOneHot : IFittedStep, IStored<FittedOneHot>
{
    private readonly OneHotColumn[] columns;
    private readonly string[] names;
    private readonly Unseen unseen;
    private readonly bool sparse;
    private readonly StepNote[] notes;

    internal FittedOneHot(OneHotColumn[] columns, Unseen unseen, bool sparse, StepNote[] notes)
    {
        (this.columns, this.unseen, this.sparse, this.notes) = (columns, unseen, sparse, notes);
        names = [.. columns.Select(c => c.Name)];
    }

    /// <inheritdoc/>
    public static string Kind => "step-one-hot";

    internal IReadOnlyList<OneHotColumn> Columns => columns;

    internal Unseen Unseen => unseen;

    /// <summary>The flags' names, in order.</summary>
    public IEnumerable<string> Flags => columns.SelectMany(c => c.Flags);

    /// <inheritdoc/>
    public IReadOnlyList<StepNote> Notes => notes;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A level was not seen in training and <see cref="OneHot.Unseen"/> refuses it.</exception>
    public Draft Apply(Draft table, int? workers = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        return sparse ? ApplySparse(table, workers) : table.Replace(names, workers, (j, column) => columns[j].Expand(column, unseen));
    }

    /// <inheritdoc/>
    public void Write(PackageWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Groups("columns", columns, static (w, column) => column.Write(w));
        writer.Choice("unseen", unseen);
        writer.Flag("sparse", sparse);
        StepNote.WriteAll(writer, notes);
    }

    /// <inheritdoc/>
    public static FittedOneHot Read(PackageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new FittedOneHot(reader.Groups("columns", OneHotColumn.Read), reader.Choice<Unseen>("unseen"), reader.Flag("sparse"), StepNote.ReadAll(reader));
    }

    private Draft ApplySparse(Draft table, int? workers)
    {
        if (columns.Length == 0)
            return table;
        SparseFlags[] flags = new SparseFlags[columns.Length];
        int width = 0;
        for (int j = 0; j < flags.Length; j++)
        {
            flags[j] = columns[j].SparseFlags(table.Table[columns[j].Name], unseen, width);
            width += columns[j].Flags.Length;
        }
        Block block = new([.. Flags], Recipes.SparseFlags.Rows(flags, table.RowCount, width, workers));
        return table with { Table = table.Table.Without(names), Blocks = [.. table.Blocks, block] };
    }
}

/// <summary>One category's flags: which flag each level has, −1 for none.</summary>
internal sealed class OneHotColumn(string name, string[] levels, int[] flagOf, string[] flags, int rareFlag, int gapFlag)
{
    private readonly Dictionary<string, int> positions = Levels.Positions(levels);

    public string Name => name;

    public string[] Flags => flags;

    /// <summary>A flag column for each flag.</summary>
    public Column[] Expand(Column column, Unseen unseen)
    {
        int[] flagOfCode = FlagOfCode(column, unseen);
        ReadOnlySpan<int> codes = ((CategoryColumn)column).Codes;
        bool[][] values = new bool[flags.Length][];
        for (int k = 0; k < values.Length; k++)
            values[k] = new bool[codes.Length];
        for (int i = 0; i < codes.Length; i++)
        {
            if (flagOfCode[codes[i] + 1] is >= 0 and int flag)
                values[flag][i] = true;
        }
        return [.. flags.Select((flag, k) => new FlagColumn(flag, values[k]))];
    }

    /// <summary>The same for a sparse block in which this category's flags start at <paramref name="offset"/>.</summary>
    public SparseFlags SparseFlags(Column column, Unseen unseen, int offset)
    {
        return new SparseFlags((CategoryColumn)column, Array.ConvertAll(FlagOfCode(column, unseen), flag => flag < 0 ? -1 : flag + offset));
    }

    /// <summary>The flag, or −1, of a gap, of each level, and of one that is not among them.</summary>
    internal int[] FlagOfEach(IReadOnlyList<string> among, Unseen unseen) => FlagOfCode([.. Levels.PlacesIn(among, levels, positions), -2], unseen);

    // The flag of code c, or −1, stands at c + 1: the code of a gap is −1.
    private int[] FlagOfCode(int[] known, Unseen unseen) => [gapFlag, .. known.Select(place => place >= 0 ? flagOf[place] : unseen == Unseen.Rare ? rareFlag : -1)];

    private int[] FlagOfCode(Column column, Unseen unseen)
    {
        CategoryColumn category = column as CategoryColumn
            ?? throw new ArgumentException($"Column '{name}' is {Columns.Word(column.Kind)} where a category was at fit time.");
        int[] known = Levels.PlacesIn(category.Levels, levels, positions);
        int[] flagOfCode = FlagOfCode(known, unseen);
        if (unseen == Unseen.Refuse && known.Contains(-2))
        {
            for (int i = 0; i < category.Count; i++)
            {
                if (category.Codes[i] >= 0 && known[category.Codes[i]] == -2)
                    throw new ArgumentException(FormattableString.Invariant($"Column '{name}' holds the level '{category[i]}' in row {i + 1} (counting from 1), which training did not see; it saw {string.Join(", ", levels.Take(12).Select(l => $"'{l}'"))}{(levels.Length > 12 ? ", …" : "")}."));
            }
        }
        return flagOfCode;
    }

    public void Write(PackageWriter writer)
    {
        writer.Text("name", name);
        writer.Texts("levels", levels);
        writer.Wholes("flagOf", flagOf);
        writer.Texts("flags", flags);
        writer.Whole("rare", rareFlag);
        writer.Whole("gap", gapFlag);
    }

    public static OneHotColumn Read(PackageReader reader)
    {
        string[] levels = reader.Texts("levels"), flags = reader.Texts("flags");
        int[] flagOf = reader.Wholes("flagOf", levels.Length);
        if (flagOf.Any(f => f < -1 || f >= flags.Length))
            throw reader.Fault("flagOf", "names a flag that does not exist");
        return new OneHotColumn(reader.Text("name"), levels, flagOf, flags, reader.Whole("rare", -1, flags.Length - 1), reader.Whole("gap", -1, flags.Length - 1));
    }
}
