using Hone.Contracts;
using Hone.Data;
using Hone.Numerics;

namespace Hone.Recipes;

/// <summary>y = (x − shift) / divisor + offset for each column, kept within bounds where asked; what standard, min-max, robust and max-abs scaling fit.</summary>
public sealed class FittedScaling : IInvertibleStep, IStored<FittedScaling>
{
    private readonly string[] names;
    private readonly double[] shifts, divisors;
    private readonly double offset;
    private readonly double[] bounds;
    private readonly StepNote[] notes;

    internal FittedScaling(string[] names, double[] shifts, double[] divisors, StepNote[] notes, double offset = 0, double[]? bounds = null)
    {
        int huge = Array.FindIndex(divisors, divisor => !double.IsFinite(divisor));
        if (huge >= 0)
            throw new ArgumentException($"Column '{names[huge]}' holds values too large to scale: the distance between them is beyond the range of a double. Divide the column by a constant.", nameof(divisors));
        (this.names, this.shifts, this.divisors, this.notes, this.offset, this.bounds) = (names, shifts, divisors, notes, offset, bounds ?? []);
    }

    /// <inheritdoc/>
    public static string Kind => "step-scale";

    /// <summary>The columns.</summary>
    public IReadOnlyList<string> Names => names;

    /// <summary>What is taken off each column.</summary>
    public IReadOnlyList<double> Shifts => shifts;

    /// <summary>What each column is then divided by; 1 for a constant one.</summary>
    public IReadOnlyList<double> Divisors => divisors;

    internal double Offset => offset;

    /// <summary>A lower and an upper bound, or nothing.</summary>
    internal IReadOnlyList<double> Bounds => bounds;

    /// <inheritdoc/>
    public IReadOnlyList<StepNote> Notes => notes;

    /// <inheritdoc/>
    public Draft Apply(Draft table, int? workers = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        return table.Replace(names, workers, (j, column) =>
        {
            double[] values = GC.AllocateUninitializedArray<double>(column.Count);
            Kernels.ShiftAndDivide(NumericView.Of(column), shifts[j], divisors[j], offset, values);
            if (bounds.Length == 2)
            {
                for (int i = 0; i < values.Length; i++)
                    values[i] = double.IsNaN(values[i]) ? values[i] : Math.Clamp(values[i], bounds[0], bounds[1]);
            }
            return NumberColumn.WithGaps(column.Name, values, column.Missing);
        });
    }

    /// <inheritdoc/>
    /// <remarks>What was kept within bounds comes back as the bound.</remarks>
    public Draft Invert(Draft table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return table.Replace(names, null, (j, column) =>
        {
            double[] values = NumericView.Copy(column);
            for (int i = 0; i < values.Length; i++)
                values[i] = ((values[i] - offset) * divisors[j]) + shifts[j];
            return new NumberColumn(column.Name, values);
        });
    }

    /// <inheritdoc/>
    public void Write(PackageWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Texts("columns", names);
        writer.Numbers("shifts", shifts);
        writer.Numbers("divisors", divisors);
        writer.Number("offset", offset);
        writer.Numbers("bounds", bounds);
        StepNote.WriteAll(writer, notes);
    }

    /// <inheritdoc/>
    public static FittedScaling Read(PackageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        string[] names = reader.Texts("columns");
        double[] bounds = reader.Numbers("bounds");
        if (bounds.Length is not (0 or 2) || (bounds.Length == 2 && !(bounds[0] <= bounds[1])))
            throw reader.Fault("bounds", "is neither empty nor a lower and an upper bound");
        return new FittedScaling(names, reader.Numbers("shifts", names.Length), reader.Numbers("divisors", names.Length), StepNote.ReadAll(reader), reader.Number("offset"), bounds);
    }
}
