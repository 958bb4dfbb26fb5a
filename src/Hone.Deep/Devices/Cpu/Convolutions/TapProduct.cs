using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Hone.Numerics;

namespace Hone.Deep;

/// <summary>What a convolution is to its kernel: a matrix times what lies under taps on planes, at the positions of a grid.</summary>
/// <remarks>
/// For each row r of the matrix and grid position (i, j): result[r, i, j] = bias[r] + Σ matrix[r, p·taps + t]·plane p[i·step + down t, j·step + across t], with zeros around the planes.
/// Convolutions of any stride, padding and dilation are that, and so is the part of a transposed convolution that goes to every stride-th row and column.
/// <para>
/// It is a product of matrices whose right operand is never written out as a whole: a few planes are copied to scratch memory with zeros around them, a table tells where each (plane, tap)
/// begins there, and strips as wide as a register tile are packed by copying vectors. From there on it is the tile of the matrix product. Each entry is one chain
/// of fused multiply-adds from the bias on, planes first and taps within, whatever the tile, the strips and the tasks.
/// </para>
/// </remarks>
internal sealed unsafe class TapProduct<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // Positions in one task, about: enough to pay for packing and handing over, and few enough for many tasks.
    private const int Together = 1024;

    // Of few images parts are taken, so that there are some tasks; but not of fewer positions than this.
    private const int Tasks = 8;
    private const int Fewest = 128;

    // Strips packed at a time, in numbers of a row: with the depth of a block they stay in the second cache.
    private const int StripColumns = 256;

    // Multiplications below which one thread does it all, and in one task at least.
    private const long ThreadsPay = 1 << 18;

    public required int Images { get; init; }

    public required int Groups { get; init; }

    /// <summary>Planes of one group and image that are read.</summary>
    public required int Planes { get; init; }

    /// <summary>The planes' size.</summary>
    public required Extent Plane { get; init; }

    /// <summary>Where each tap lies, relative to a position.</summary>
    public required (int Down, int Across)[] Taps { get; init; }

    /// <summary>Positions.</summary>
    public required Extent Grid { get; init; }

    /// <summary>Rows and columns of the planes from one position to the next.</summary>
    public required Extent Step { get; init; }

    /// <summary>Rows of one group's matrix: planes that are made.</summary>
    public required int Rows { get; init; }

    /// <summary>Numbers of a plane that is made.</summary>
    public required int ResultPlane { get; init; }

    /// <summary>Where the first position's entry stands in it.</summary>
    public int ResultStart { get; init; }

    /// <summary>Numbers from an entry to that of the position below, and to the right.</summary>
    public required Extent ResultStep { get; init; }

    // The planes, image by image, group by group.
    public required T* Source { get; init; }

    // A matrix of Rows × (Planes·taps) for each group.
    public required T* Matrix { get; init; }

    // One for each plane that is made, or null.
    public required T* Bias { get; init; }

    public required T* Result { get; init; }

    private int Depth => Planes * Taps.Length;

    /// <summary>Computes all results.</summary>
    public void Run(VectorPath path)
    {
        if (Images == 0 || Rows == 0 || Grid.Height == 0 || Grid.Width == 0)
            return;
        GemmTile<T> tile = GemmTile<T>.For(path);
        Cut depth = new(Depth, Gemm<T>.DepthBlock, 1);
        int paddedRows = Gemm<T>.RoundUp(Rows, tile.Rows);
        T[] packed = ArrayPool<T>.Shared.Rent(checked(Groups * paddedRows * Depth) + (64 / sizeof(T)));
        fixed (T* raw = packed)
        {
            T* matrix = Gemm<T>.Align(raw);
            WorkerPool.For(Groups * depth.Count, (long)Groups * Rows * Depth < ThreadsPay ? 1 : null, task =>
            {
                int group = task / depth.Count, start = depth.Start(task % depth.Count), steps = depth.Start((task % depth.Count) + 1) - start;
                GemmPacking.Rows(
                    new Operand<T>(Matrix + ((long)group * Rows * Depth) + start, Depth, false), Rows, steps, tile.Rows, null, T.One, matrix + (((long)group * Depth) + start) * paddedRows);
            });
            int positions = Grid.Height * Grid.Width;
            long work = (long)positions * Math.Max(1, Depth) * Rows;
            int together = (int)Math.Clamp((long)Images * Groups * positions / Tasks, Fewest, Together);
            Cut bands = new(Grid.Height, Math.Max(1, together / Grid.Width), 1);
            Cut images = new(Images, (int)Math.Min(Images, Math.Max(Math.Max(1, together / positions), bands.Count > 1 ? 1 : ThreadsPay / work)), 1, Tasks);
            Unit unit = new(this, tile, depth, images.Largest, bands.Largest, matrix, paddedRows);
            int units = images.Count * bands.Count;
            WorkerPool.For(Groups * units, work * Images * Groups < ThreadsPay ? 1 : null, task =>
            {
                int image = task % units / bands.Count, band = task % bands.Count;
                unit.Run(task / units, images.Start(image), images.Start(image + 1), bands.Start(band), bands.Start(band + 1));
            });
        }
        ArrayPool<T>.Shared.Return(packed);
    }

    /// <summary>A stretch of positions whose planes lie side by side, and whose results do.</summary>
    private struct Stretch
    {
        /// <summary>Its place in the strip.</summary>
        public int At;

        public int Length;

        /// <summary>Where it begins in the padded planes, and in the result.</summary>
        public int From, To;
    }

    /// <summary>One task: some images, or some rows of the grid of one.</summary>
    private sealed class Unit
    {
        private readonly TapProduct<T> of;
        private readonly GemmTile<T> tile;
        private readonly Cut depth;
        private readonly T* matrix;
        private readonly int paddedRows;

        // Of the padded planes: numbers of a line that belong to one remainder of the columns by the step, lines, plane, image.
        private readonly int segment, line, lines, plane, image, firstDown, firstAcross;
        private readonly int images;
        private readonly int[] starts;

        public Unit(TapProduct<T> of, GemmTile<T> tile, Cut depth, int images, int gridRows, T* matrix, int paddedRows)
        {
            (this.of, this.tile, this.depth, this.images, this.paddedRows) = (of, tile, depth, images, paddedRows);
            this.matrix = matrix;
            (int Down, int Across)[] taps = of.Taps;
            firstDown = taps.Length == 0 ? 0 : taps.Min(tap => tap.Down);
            firstAcross = taps.Length == 0 ? 0 : taps.Min(tap => tap.Across);
            int spanDown = taps.Length == 0 ? 0 : taps.Max(tap => tap.Down) - firstDown, spanAcross = taps.Length == 0 ? 0 : taps.Max(tap => tap.Across) - firstAcross;
            segment = of.Grid.Width + (spanAcross / of.Step.Width);
            line = segment * of.Step.Width;
            lines = ((gridRows - 1) * of.Step.Height) + spanDown + 1;
            plane = checked(line * lines);
            image = checked(plane * of.Planes);
            starts = new int[of.Depth];
            for (int p = 0, k = 0; p < of.Planes; p++)
            {
                foreach ((int down, int across) in taps)
                {
                    int right = across - firstAcross;
                    starts[k++] = (p * plane) + ((down - firstDown) * line) + (right % of.Step.Width * segment) + (right / of.Step.Width);
                }
            }
        }

        public void Run(int group, int firstImage, int endImage, int firstRow, int endRow)
        {
            int slack = 64 / sizeof(T), stripsAtOnce = Math.Max(1, StripColumns / tile.Columns);
            int planes = Gemm<T>.RoundUp(checked((image * images) + slack), slack), strips = Gemm<T>.RoundUp((stripsAtOnce * depth.Largest * tile.Columns) + slack, slack);
            T[] buffer = ArrayPool<T>.Shared.Rent(planes + strips + (tile.Rows * tile.Columns) + slack);
            fixed (T* raw = buffer)
            fixed (int* from = starts)
            {
                T* padded = Gemm<T>.Align(raw);
                for (int n = firstImage; n < endImage; n++)
                    Pad(group, n, firstRow, padded + ((long)(n - firstImage) * image));
                Multiply(group, firstImage, (endImage - firstImage) * (endRow - firstRow) * of.Grid.Width, firstRow, endRow - firstRow, padded, from, padded + planes, padded + planes + strips, stripsAtOnce);
            }
            ArrayPool<T>.Shared.Return(buffer);
        }

        // Planes and the zeros around them; columns of one remainder by the step lie side by side.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Pad(int group, int n, int firstRow, T* to)
        {
            (int height, int width) = of.Plane;
            T* from = of.Source + ((((long)n * of.Groups) + group) * of.Planes * height * width);
            int top = (firstRow * of.Step.Height) + firstDown, step = of.Step.Width;
            for (int p = 0; p < of.Planes; p++, from += (long)height * width)
            {
                for (int row = top; row < top + lines; row++, to += line)
                {
                    if ((uint)row >= (uint)height)
                    {
                        ShortRows.Fill(to, T.Zero, line);
                        continue;
                    }
                    T* source = from + ((long)row * width);
                    for (int remainder = 0; remainder < step; remainder++)
                    {
                        // Columns column, column + step, … of which those from first up to end are there.
                        int column = remainder + firstAcross, first = Math.Min(segment, column < 0 ? (step - 1 - column) / step : 0);
                        int end = Math.Clamp((width - column + step - 1) / step, first, segment);
                        T* target = to + (remainder * segment);
                        for (int q = 0; q < first; q++)
                            target[q] = T.Zero;
                        if (step == 1)
                        {
                            ShortRows.Copy(source + column + first, target + first, end - first);
                        }
                        else
                        {
                            for (int q = first; q < end; q++)
                                target[q] = source[column + (q * step)];
                        }
                        for (int q = end; q < segment; q++)
                            target[q] = T.Zero;
                    }
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Multiply(int group, int firstImage, int positions, int firstRow, int gridRows, T* padded, int* from, T* strips, T* edge, int stripsAtOnce)
        {
            int columns = tile.Columns;
            Stretch* stretches = stackalloc Stretch[stripsAtOnce * columns];
            bool* together = stackalloc bool[stripsAtOnce];
            int* counts = stackalloc int[stripsAtOnce], copies = stackalloc int[2 * Math.Max(columns, 4)];
            T* result = of.Result + (((long)group * of.Rows) * of.ResultPlane);
            T* bias = of.Bias == null ? null : of.Bias + (group * of.Rows);
            for (int first = 0; first < positions; first += stripsAtOnce * columns)
            {
                int here = Math.Min(stripsAtOnce * columns, positions - first), count = (here + columns - 1) / columns;
                for (int s = 0; s < count; s++)
                {
                    counts[s] = Stretches(firstImage, first + (s * columns), Math.Min(columns, here - (s * columns)), firstRow, gridRows, stretches + (s * columns));
                    together[s] = IsTogether(stretches + (s * columns), counts[s]);
                }
                for (int block = 0; block < depth.Count; block++)
                {
                    int start = depth.Start(block), steps = depth.Start(block + 1) - start;
                    T* panel = matrix + ((((long)group * of.Depth) + start) * paddedRows);
                    for (int s = 0; s < count; s++)
                    {
                        T* strip = strips + ((long)s * steps * columns);
                        if (Vector512.IsHardwareAccelerated)
                            Pack<Vector512<T>, Lanes512<T>>(padded, from + start, steps, stretches + (s * columns), counts[s], copies, columns, strip);
                        else
                            Pack<Vector256<T>, Lanes256<T>>(padded, from + start, steps, stretches + (s * columns), counts[s], copies, columns, strip);
                    }
                    for (int row = 0; row < of.Rows; row += tile.Rows, panel += (long)tile.Rows * steps)
                    {
                        int rows = Math.Min(tile.Rows, of.Rows - row);
                        T* to = result + ((long)row * of.ResultPlane);
                        for (int s = 0; s < count; s++)
                        {
                            if (s + 1 < count)
                                Prefetch(to + stretches[(s + 1) * columns].To, rows);
                            else if (row + tile.Rows < of.Rows)
                                Prefetch(to + ((long)tile.Rows * of.ResultPlane) + stretches->To, Math.Min(tile.Rows, of.Rows - row - tile.Rows));
                            Tile(
                                rows, panel, steps, strips + ((long)s * steps * columns), stretches + (s * columns), counts[s], Math.Min(columns, here - (s * columns)), together[s], to,
                                bias == null ? null : bias + row, block == 0, edge);
                        }
                    }
                }
            }
        }

        /// <summary>Calls for a tile of the result while the one before it is computed.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Prefetch(T* to, int rows)
        {
            int half = tile.Columns / 2;
            for (int r = 0; Sse.IsSupported && r < rows; r++, to += of.ResultPlane)
            {
                Sse.Prefetch0(to);
                Sse.Prefetch0(to + half);
                Sse.Prefetch0(to + tile.Columns - 1);
            }
        }

        private void Tile(int rows, T* panel, int steps, T* strip, Stretch* stretches, int count, int width, bool isTogether, T* result, T* bias, bool fresh, T* edge)
        {
            int plane = of.ResultPlane, height = tile.Height(rows);
            if (isTogether && width == tile.Columns && height == rows)
            {
                T* to = result + stretches->To;
                if (fresh && bias != null)
                {
                    for (int r = 0; r < rows; r++)
                        ShortRows.Fill(to + ((long)r * plane), bias[r], width);
                }
                tile.Run(height, steps, panel, 1, tile.Rows, strip, tile.Columns, to, plane, fresh && bias == null);
                return;
            }
            for (int r = 0; r < rows; r++)
            {
                T* to = edge + (r * tile.Columns);
                if (!fresh)
                    Gather(result + ((long)r * plane), stretches, count, to);
                else if (bias != null)
                    ShortRows.Fill(to, bias[r], tile.Columns);
            }
            tile.Run(height, steps, panel, 1, tile.Rows, strip, tile.Columns, edge, tile.Columns, fresh && bias == null);
            for (int r = 0; r < rows; r++)
                Scatter(edge + (r * tile.Columns), stretches, count, result + ((long)r * plane));
        }

        private void Gather(T* result, Stretch* stretches, int count, T* to)
        {
            int step = of.ResultStep.Width;
            for (; count > 0; count--, stretches++)
            {
                for (int k = 0; k < stretches->Length; k++)
                    to[stretches->At + k] = result[stretches->To + (k * step)];
            }
        }

        private void Scatter(T* from, Stretch* stretches, int count, T* result)
        {
            int step = of.ResultStep.Width;
            for (; count > 0; count--, stretches++)
            {
                T* to = result + stretches->To, source = from + stretches->At;
                if (step == 1)
                {
                    ShortRows.Copy(source, to, stretches->Length);
                    continue;
                }
                for (int k = 0; k < stretches->Length; k++)
                    to[k * step] = source[k];
            }
        }

        // Whether results follow each other without a gap.
        private bool IsTogether(Stretch* stretches, int count)
        {
            bool together = of.ResultStep.Width == 1;
            for (int s = 1; s < count; s++)
                together &= stretches[s].To == stretches->To + stretches[s].At;
            return together;
        }

        // The stretches that some positions consist of.
        private int Stretches(int firstImage, int position, int length, int firstRow, int gridRows, Stretch* to)
        {
            int width = of.Grid.Width, count = 0, resultImage = of.Groups * of.Rows * of.ResultPlane;
            int n = position / (gridRows * width), i = position / width % gridRows, j = position % width;
            for (int at = 0; at < length; j = 0)
            {
                int run = Math.Min(width - j, length - at);
                int from = (n * image) + (i * of.Step.Height * line) + j;
                int into = ((firstImage + n) * resultImage) + of.ResultStart + ((firstRow + i) * of.ResultStep.Height) + (j * of.ResultStep.Width);
                if (count > 0 && to[count - 1].From + to[count - 1].Length == from && to[count - 1].To + (to[count - 1].Length * of.ResultStep.Width) == into)
                    to[count - 1].Length += run;
                else
                    to[count++] = new Stretch { At = at, Length = run, From = from, To = into };
                at += run;
                if (++i == gridRows)
                    (i, n) = (0, n + 1);
            }
            return count;
        }

        // Row by row of the strip, vector by vector; what a vector has too much is overwritten by the next one or the row after it.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Pack<V, L>(T* padded, int* from, int steps, Stretch* stretches, int count, int* copies, int columns, T* to)
            where V : struct
            where L : struct, ITileVector<T, V>
        {
            int vectors = 0;
            for (int s = 0; s < count; s++)
            {
                for (int at = 0; at < stretches[s].Length; at += L.Count, vectors++)
                    (copies[2 * vectors], copies[(2 * vectors) + 1]) = (stretches[s].From + at, stretches[s].At + at);
            }
            T* a = padded + copies[0];
            int b = copies[2] - copies[0], c = copies[4] - copies[0], d = copies[6] - copies[0], toB = copies[3], toC = copies[5], toD = copies[7];
            switch (vectors)
            {
                case 1:
                    for (int k = 0; k < steps; k++, to += columns)
                        L.Store(L.Load(a + from[k]), to);
                    return;
                case 2:
                    for (int k = 0; k < steps; k++, to += columns)
                    {
                        T* source = a + from[k];
                        V first = L.Load(source), second = L.Load(source + b);
                        L.Store(first, to);
                        L.Store(second, to + toB);
                    }
                    return;
                case 3:
                    for (int k = 0; k < steps; k++, to += columns)
                    {
                        T* source = a + from[k];
                        V first = L.Load(source), second = L.Load(source + b), third = L.Load(source + c);
                        L.Store(first, to);
                        L.Store(second, to + toB);
                        L.Store(third, to + toC);
                    }
                    return;
                case 4:
                    for (int k = 0; k < steps; k++, to += columns)
                    {
                        T* source = a + from[k];
                        V first = L.Load(source), second = L.Load(source + b), third = L.Load(source + c), fourth = L.Load(source + d);
                        L.Store(first, to);
                        L.Store(second, to + toB);
                        L.Store(third, to + toC);
                        L.Store(fourth, to + toD);
                    }
                    return;
                default:
                    for (int k = 0; k < steps; k++, to += columns)
                    {
                        T* source = padded + from[k];
                        for (int v = 0; v < vectors; v++)
                            L.Store(L.Load(source + copies[2 * v]), to + copies[(2 * v) + 1]);
                    }
                    return;
            }
        }
    }

    /// <summary>Short rows of numbers, too short for a call to the runtime's copying.</summary>
    internal static class ShortRows
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Copy(T* from, T* to, int count)
        {
            byte* source = (byte*)from, target = (byte*)to;
            int bytes = count * sizeof(T), at = 0;
            if (Vector512.IsHardwareAccelerated && bytes >= 64)
            {
                for (; at <= bytes - 64; at += 64)
                    Vector512.Load(source + at).Store(target + at);
                Vector512.Load(source + bytes - 64).Store(target + bytes - 64);
                return;
            }
            if (bytes >= 32)
            {
                for (; at <= bytes - 32; at += 32)
                    Vector256.Load(source + at).Store(target + at);
                Vector256.Load(source + bytes - 32).Store(target + bytes - 32);
                return;
            }
            for (int k = 0; k < count; k++)
                to[k] = from[k];
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Fill(T* to, T value, int count)
        {
            int k = 0;
            for (; Vector512.IsHardwareAccelerated && k <= count - Vector512<T>.Count; k += Vector512<T>.Count)
                Vector512.Create(value).Store(to + k);
            for (; k < count; k++)
                to[k] = value;
        }
    }
}
