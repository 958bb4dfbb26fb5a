using Hone.Contracts;
using Hone.Data;
using Hone.Numerics;

namespace Hone.Recipes;

/// <summary>How a range is cut into bins.</summary>
public enum BinEdges
{
    /// <summary>Bins of one width.</summary>
    EqualWidth,

    /// <summary>Bins with about as many training rows each.</summary>
    Quantile,
}

/// <summary>Cuts numbers into bins: each value becomes the position of its bin, from 0, or a category of intervals.</summary>
/// <remarks>
/// A bin holds its lower edge and not its upper one; the first and last are open to the outside. Equal quantiles join their bins, so there may
/// be fewer than asked for; a constant column has one. Gaps stay gaps. Cost: O(n log n) a column to fit, O(n log bins) to apply.
/// </remarks>
public sealed record Bin : IStep
{
    // Quantiles closer than this are one edge.
    private const double Narrowest = 1e-8;

    /// <summary>Which columns; numbers by default.</summary>
    public Columns Columns { get; init; } = Columns.Numbers;

    /// <summary>Bins a column, at least 2. Default 5.</summary>
    public int Bins { get; init => field = Require.AtLeast(value, 2); } = 5;

    /// <summary>Where the edges lie. Default at quantiles.</summary>
    public BinEdges Edges { get; init; } = BinEdges.Quantile;

    /// <summary>Whether the result is a category whose levels are the intervals, instead of a number. Default false.</summary>
    public bool AsCategories { get; init; }

    /// <inheritdoc/>
    public StepFit Fit(Draft table, Target? target, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(table);
        Column[] columns = Columns.In(table.Table, "Binning", ColumnKind.Number, ColumnKind.Whole);
        double[][] inner = new double[columns.Length][];
        context.For(columns.Length, j => inner[j] = InnerEdges(Statistics.Sorted(NumericView.Present(columns[j]))));
        StepNote[] notes = [.. columns.Select((c, j) => new StepNote(c.Name, FormattableString.Invariant($"cut into {inner[j].Length + 1} bins{(inner[j].Length == 0 ? "" : " at " + string.Join(", ", inner[j].Take(8).Select(e => FormattableString.Invariant($"{e:G4}"))))}"), ""))];
        return StepFit.Of(new FittedBins([.. columns.Select(c => c.Name)], inner, AsCategories, notes), table, context.Workers);
    }

    private double[] InnerEdges(double[] sorted)
    {
        if (sorted.Length == 0 || sorted[0] == sorted[^1])
            return [];
        double[] edges = new double[Bins + 1];
        double step = (sorted[^1] - sorted[0]) / Bins;
        for (int k = 0; k <= Bins; k++)
            edges[k] = Edges == BinEdges.EqualWidth ? sorted[0] + (k * step) : Statistics.Quantile(sorted, (double)k / Bins);
        List<double> kept = [edges[0]];
        for (int k = 1; k < edges.Length; k++)
        {
            if (Edges == BinEdges.EqualWidth || edges[k] - edges[k - 1] > Narrowest)
                kept.Add(edges[k]);
        }
        return [.. kept.Skip(1).SkipLast(1)];
    }
}

/// <summary>Cuts numbers into bins.</summary>
public sealed class FittedBins : IFittedStep, IStored<FittedBins>
{
    private readonly string[] names;
    private readonly double[][] inner;
    private readonly bool asCategories;
    private readonly string[][] levels;
    private readonly StepNote[] notes;

    internal FittedBins(string[] names, double[][] inner, bool asCategories, StepNote[] notes)
    {
        (this.names, this.inner, this.asCategories, this.notes) = (names, inner, asCategories, notes);
        levels = asCategories ? [.. inner.Select(Intervals)] : [];
    }

    /// <inheritdoc/>
    public static string Kind => "step-bin";

    /// <summary>The edges between the bins of each column.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Edges => inner;

    /// <inheritdoc/>
    public IReadOnlyList<StepNote> Notes => notes;

    /// <inheritdoc/>
    public Draft Apply(Draft table, int? workers = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        return table.Replace(names, workers, (j, column) =>
        {
            ReadOnlySpan<double> values = NumericView.Of(column);
            int[] codes = new int[values.Length];
            for (int i = 0; i < codes.Length; i++)
                codes[i] = double.IsNaN(values[i]) ? -1 : SortedSearch.NotAbove(inner[j], values[i]);
            return asCategories
                ? new CategoryColumn(column.Name, codes, levels[j])
                : new NumberColumn(column.Name, [.. codes.Select(c => c < 0 ? double.NaN : c)]);
        });
    }

    /// <inheritdoc/>
    public void Write(PackageWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Groups("columns", names.Zip(inner), static (w, column) =>
        {
            w.Text("name", column.First);
            w.Numbers("edges", column.Second);
        });
        writer.Flag("categories", asCategories);
        StepNote.WriteAll(writer, notes);
    }

    /// <inheritdoc/>
    public static FittedBins Read(PackageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        (string Name, double[] Edges)[] columns = reader.Groups("columns", static r => (r.Text("name"), r.Numbers("edges")));
        foreach ((string name, double[] edges) in columns)
        {
            for (int k = 0; k < edges.Length; k++)
            {
                if (double.IsNaN(edges[k]) || (k > 0 && edges[k] < edges[k - 1]))
                    throw reader.Fault("columns", $"has edges of '{name}' that do not ascend");
            }
        }
        return new FittedBins([.. columns.Select(c => c.Name)], [.. columns.Select(c => c.Edges)], reader.Flag("categories"), StepNote.ReadAll(reader));
    }

    private static string[] Intervals(double[] edges)
    {
        if (edges.Length == 0)
            return ["all"];
        HashSet<string> taken = new(StringComparer.Ordinal);
        return
        [
            Draft.FreeName(FormattableString.Invariant($"< {edges[0]:G6}"), taken),
            .. edges.Zip(edges.Skip(1), (a, b) => Draft.FreeName(FormattableString.Invariant($"[{a:G6}, {b:G6})"), taken)),
            Draft.FreeName(FormattableString.Invariant($">= {edges[^1]:G6}"), taken),
        ];
    }
}
