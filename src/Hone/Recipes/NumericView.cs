using Hone.Data;
using Hone.Numerics;

namespace Hone.Recipes;

/// <summary>Real numbers, whole numbers and flags seen as doubles; NaN is missing.</summary>
internal static class NumericView
{
    /// <summary>The values: those of the column itself where it holds doubles, else a copy.</summary>
    public static ReadOnlySpan<double> Of(Column column) => column is NumberColumn numbers ? numbers.Values : Copy(column);

    /// <summary>A copy of the values.</summary>
    public static double[] Copy(Column column)
    {
        double[] result;
        switch (column)
        {
            case NumberColumn numbers:
                return numbers.Values.ToArray();
            case WholeColumn wholes:
                result = new double[wholes.Count];
                for (int i = 0; i < result.Length; i++)
                    result[i] = wholes.Values[i];
                break;
            case FlagColumn flags:
                result = new double[flags.Count];
                for (int i = 0; i < result.Length; i++)
                    result[i] = flags.Values[i] ? 1 : 0;
                break;
            default:
                throw new ArgumentException($"Column '{column.Name}' is {Columns.Word(column.Kind)} where a number was at fit time.");
        }
        if (column.Missing is { } missing)
        {
            for (int i = 0; i < result.Length; i++)
            {
                if (missing[i])
                    result[i] = double.NaN;
            }
        }
        return result;
    }

    /// <summary>The values that are there, in order of rows.</summary>
    public static double[] Present(Column column)
    {
        ReadOnlySpan<double> values = Of(column);
        if (column.MissingCount == 0)
            return values.ToArray();
        double[] present = GC.AllocateUninitializedArray<double>(values.Length);
        return present[..Kernels.CopyPresent(values, present)];
    }
}
