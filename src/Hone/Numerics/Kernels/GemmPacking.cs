namespace Hone.Numerics;

internal static partial class Kernels
{
    /// <summary>Lays rows of A out in panels of <paramref name="height"/>: for each step of the depth, the panel's values side by side, short panels filled with 0.</summary>
    private static unsafe void PackRows(Operand a, int rows, int depth, int height, double* weights, double* to)
    {
        for (int i = 0; i < rows; i += height)
        {
            int count = Math.Min(height, rows - i);
            PackPanel(a.Data + (a.Transposed ? i : (long)i * a.Stride), a.Stride, alongDepth: !a.Transposed, count, depth, height, to);
            if (weights != null)
            {
                for (int p = 0; p < depth; p++)
                {
                    for (int r = 0; r < count; r++)
                        to[(p * height) + r] *= weights[p];
                }
            }
            to += (long)height * depth;
        }
    }

    /// <summary>The same for columns of B in panels of <paramref name="width"/>.</summary>
    private static unsafe void PackColumns(Operand b, int depth, int columns, int width, double* to)
    {
        for (int j = 0; j < columns; j += width)
        {
            int count = Math.Min(width, columns - j);
            PackPanel(b.Data + (b.Transposed ? (long)j * b.Stride : j), b.Stride, alongDepth: b.Transposed, count, depth, width, to);
            to += (long)width * depth;
        }
    }

    /// <summary>One panel: to[p·width + r] = entry r at step p. The source holds either whole lines along the depth, one for each r, or one line for each step.</summary>
    private static unsafe void PackPanel(double* from, int stride, bool alongDepth, int count, int depth, int width, double* to)
    {
        if (count < width)
            new Span<double>(to, width * depth).Clear();
        if (!alongDepth)
        {
            for (int p = 0; p < depth; p++)
                new ReadOnlySpan<double>(from + ((long)p * stride), count).CopyTo(new Span<double>(to + ((long)p * width), count));
            return;
        }

        // Four lines at a time, so that each line of the cache that is written gets four of its eight values at once.
        int r = 0;
        for (; r <= count - 4; r += 4)
        {
            double* line0 = from + ((long)r * stride), line1 = line0 + stride, line2 = line1 + stride, line3 = line2 + stride;
            double* target = to + r;
            for (int p = 0; p < depth; p++, target += width)
            {
                target[0] = line0[p];
                target[1] = line1[p];
                target[2] = line2[p];
                target[3] = line3[p];
            }
        }
        for (; r < count; r++)
        {
            double* line = from + ((long)r * stride);
            for (int p = 0; p < depth; p++)
                to[((long)p * width) + r] = line[p];
        }
    }
}
