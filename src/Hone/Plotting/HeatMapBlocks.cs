using Hone.Numerics;

namespace Hone.Plotting;

/// <summary>Makes a heat map that is too fine to be seen coarser: each cell becomes the mean of a block.</summary>
internal static class HeatMapBlocks
{
    public static HeatMap Merge(HeatMap map, int most)
    {
        int tall = (map.Values.Rows + most - 1) / most;
        int wide = (map.Values.Columns + most - 1) / most;
        string[] rows = Names(map.Rows, tall), columns = Names(map.Columns, wide);
        Matrix means = new(rows.Length, columns.Length);
        for (int i = 0; i < rows.Length; i++)
        {
            for (int j = 0; j < columns.Length; j++)
                means[i, j] = Mean(map.Values, i * tall, j * wide, tall, wide);
        }
        string says = FormattableString.Invariant($"each cell is the mean of up to {tall} × {wide} values");
        return map with { Rows = rows, Columns = columns, Values = means, Texts = null, Subtitle = map.Subtitle.Length > 0 ? map.Subtitle + "; " + says : says };
    }

    private static string[] Names(IReadOnlyList<string> names, int size) =>
        [.. names.Chunk(size).Select(block => block.Length == 1 ? block[0] : $"{block[0]} … {block[^1]}")];

    private static double Mean(Matrix values, int row, int column, int tall, int wide)
    {
        double sum = 0;
        int count = 0;
        for (int i = row; i < Math.Min(values.Rows, row + tall); i++)
        {
            for (int j = column; j < Math.Min(values.Columns, column + wide); j++)
            {
                if (!double.IsFinite(values[i, j]))
                    continue;
                sum += values[i, j];
                count++;
            }
        }
        return count == 0 ? double.NaN : sum / count;
    }
}
