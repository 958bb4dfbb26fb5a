using Hone.Contracts;

namespace Hone.Models.Trees;

/// <summary>Columns as the values themselves, for splits at random thresholds: floats where no value of a column needs more, doubles otherwise; categories as codes.</summary>
internal sealed class ValueColumns : ColumnCodes
{
    private readonly float[]?[] floats;
    private readonly double[]?[] doubles;
    private readonly int[]?[] codes;
    private readonly int[]?[] levels;

    public ValueColumns(Features x, FitContext context)
    {
        (RowCount, ColumnCount) = (x.RowCount, x.ColumnCount);
        (floats, codes, levels) = (new float[]?[ColumnCount], new int[]?[ColumnCount], new int[]?[ColumnCount]);
        doubles = RankedCodes.Columns(x, context);
        context.For(ColumnCount, j =>
        {
            double[] values = doubles[j]!;
            if (x.Columns[j].Levels is { } names)
                (codes[j], levels[j], doubles[j]) = (LevelCodes(values, names.Count, out int[] own), own, null);
            else if (AsFloats(values) is { } exact)
                (floats[j], doubles[j]) = (exact, null);
        });
    }

    public override int RowCount { get; }

    public override int ColumnCount { get; }

    public bool HasCategories => Array.Exists(levels, own => own is not null);

    public override bool IsCategory(int column) => levels[column] is not null;

    public override int Count(int column) => levels[column]!.Length;

    /// <summary>By row, NaN for what is missing; null where the column's values need doubles.</summary>
    public float[]? Floats(int column) => floats[column];

    /// <summary>By row, NaN for what is missing; null where floats do.</summary>
    public double[]? Doubles(int column) => doubles[column];

    public override void Gather(int column, ReadOnlySpan<int> rows, Span<int> into)
    {
        int[] all = codes[column]!;
        for (int i = 0; i < rows.Length; i++)
            into[i] = all[rows[i]];
    }

    public override double Threshold(int column, int low, int high) => throw new InvalidOperationException("Codes of categories have no threshold.");

    public override (int Code, double Threshold) DrawThreshold(int column, int low, int high, double uniform) => throw new InvalidOperationException("Codes of categories have no threshold.");

    public override ReadOnlySpan<int> CodeOfLevel(int column) => levels[column];

    private static float[]? AsFloats(double[] values)
    {
        foreach (double value in values)
        {
            if ((float)value != value && !double.IsNaN(value))
                return null;
        }
        return Array.ConvertAll(values, value => (float)value);
    }
}
