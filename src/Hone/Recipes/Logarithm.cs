using Hone.Contracts;
using Hone.Data;
using Hone.Numerics;

namespace Hone.Recipes;

/// <summary>Takes natural logarithms, ln(x + shift): products become sums, and long right tails short.</summary>
/// <remarks>Gaps stay gaps. A value not above −shift has no logarithm and is refused by column and row. Cost: O(n) a column.</remarks>
public sealed record Logarithm : IStep
{
    /// <summary>Which columns; none by default.</summary>
    public Columns Columns { get; init; } = Columns.Named();

    /// <summary>What is added first; finite. 1, the default, takes zero to zero and is computed without loss near it; 0 is the plain logarithm.</summary>
    public double Shift { get; init => field = Require.Finite(value); } = 1;

    /// <summary>The reason that the notes give; empty by default.</summary>
    public string Why { get; init; } = "";

    /// <inheritdoc/>
    public StepFit Fit(Draft table, Target? target, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(table);
        Column[] columns = Columns.In(table.Table, "The logarithm", ColumnKind.Number, ColumnKind.Whole);
        string[] names = [.. columns.Select(c => c.Name)];
        string what = Shift == 0 ? "took the logarithm" : FormattableString.Invariant($"took the logarithm after adding {Shift:G6}");
        return StepFit.Of(new FittedCurve(names, Curve.Logarithm, Shift, [.. names.Select(n => new StepNote(n, what, Why))]), table, context.Workers);
    }
}

/// <summary>Takes square roots, √(x + shift): steadies the variance of counts.</summary>
/// <remarks>Gaps stay gaps. A value below −shift has no root and is refused by column and row. Cost: O(n) a column.</remarks>
public sealed record SquareRoot : IStep
{
    /// <summary>Which columns; none by default.</summary>
    public Columns Columns { get; init; } = Columns.Named();

    /// <summary>What is added first; finite. Default 0; 3/8 steadies small counts best.</summary>
    public double Shift { get; init => field = Require.Finite(value); }

    /// <summary>The reason that the notes give; empty by default.</summary>
    public string Why { get; init; } = "";

    /// <inheritdoc/>
    public StepFit Fit(Draft table, Target? target, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(table);
        Column[] columns = Columns.In(table.Table, "The square root", ColumnKind.Number, ColumnKind.Whole);
        string[] names = [.. columns.Select(c => c.Name)];
        string what = Shift == 0 ? "took the square root" : FormattableString.Invariant($"took the square root after adding {Shift:G6}");
        return StepFit.Of(new FittedCurve(names, Curve.SquareRoot, Shift, [.. names.Select(n => new StepNote(n, what, Why))]), table, context.Workers);
    }
}

internal enum Curve
{
    Logarithm,
    SquareRoot,
}

/// <summary>Applies the logarithm or square root to each column.</summary>
public sealed class FittedCurve : IInvertibleStep, IStored<FittedCurve>
{
    private readonly string[] names;
    private readonly Curve curve;
    private readonly double shift;
    private readonly StepNote[] notes;

    internal FittedCurve(string[] names, Curve curve, double shift, StepNote[] notes) => (this.names, this.curve, this.shift, this.notes) = (names, curve, shift, notes);

    /// <inheritdoc/>
    public static string Kind => "step-curve";

    /// <inheritdoc/>
    public IReadOnlyList<StepNote> Notes => notes;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A value has no logarithm or root; the message names column and row.</exception>
    public Draft Apply(Draft table, int? workers = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        return table.Replace(names, workers, (j, column) =>
        {
            double[] values = NumericView.Copy(column);
            for (int i = 0; i < values.Length; i++)
            {
                double x = values[i];
                if (double.IsNaN(x))
                    continue;
                if (curve == Curve.Logarithm ? x <= -shift : x < -shift)
                    throw new ArgumentException(FormattableString.Invariant($"Column '{column.Name}' holds {x} in row {i + 1} (counting from 1), which has no {(curve == Curve.Logarithm ? "logarithm" : "square root")} after adding {shift}; cap the column first, or add more."));
                values[i] = curve == Curve.SquareRoot ? Math.Sqrt(x + shift) : shift == 1 ? Elementary.Log1p(x) : Elementary.Log(x + shift);
            }
            return new NumberColumn(column.Name, values);
        });
    }

    /// <inheritdoc/>
    public Draft Invert(Draft table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return table.Replace(names, null, (j, column) =>
        {
            double[] values = NumericView.Copy(column);
            for (int i = 0; i < values.Length; i++)
            {
                double y = values[i];
                if (!double.IsNaN(y))
                    values[i] = curve == Curve.SquareRoot ? (y * y) - shift : shift == 1 ? Elementary.Expm1(y) : Elementary.Exp(y) - shift;
            }
            return new NumberColumn(column.Name, values);
        });
    }

    /// <inheritdoc/>
    public void Write(PackageWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Texts("columns", names);
        writer.Choice("curve", curve);
        writer.Number("shift", shift);
        StepNote.WriteAll(writer, notes);
    }

    /// <inheritdoc/>
    public static FittedCurve Read(PackageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new FittedCurve(reader.Texts("columns"), reader.Choice<Curve>("curve"), reader.Number("shift"), StepNote.ReadAll(reader));
    }
}
