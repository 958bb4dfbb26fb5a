using System.Numerics;
using Hone.Numerics;

namespace Hone.Tests.Numerics;

public sealed unsafe class GemmTilesTests
{
    public static TheoryData<string> Paths => [.. Enum.GetNames<VectorPath>()];

    [Theory]
    [MemberData(nameof(Paths))]
    public void Every_tile_adds_the_scalar_chain_to_what_is_there_or_starts_from_zero(string path)
    {
        foreach (int depth in new[] { 0, 1, 2, 37 })
        {
            Check<double>(Enum.Parse<VectorPath>(path), depth);
            Check<float>(Enum.Parse<VectorPath>(path), depth);
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Every_depth_up_to_twice_the_tile_and_one_gives_the_chain_from_unaligned_operands_with_NaN_and_infinities(string path)
    {
        Depths<double>(Enum.Parse<VectorPath>(path));
        Depths<float>(Enum.Parse<VectorPath>(path));
    }

    [Fact]
    public void Panels_hold_every_line_in_its_column_and_zeros_beyond()
    {
        Panels<double>();
        Panels<float>();
    }

    private static void Depths<T>(VectorPath path)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        GemmTile<T> tile = GemmTile<T>.For(path);
        T[] specials = [T.NaN, T.PositiveInfinity, T.NegativeInfinity, T.NegativeZero, T.Epsilon];
        int most = (2 * tile.Columns) + 1, stride = tile.Columns + 5, bStep = tile.Columns + 3;
        for (int depth = 0; depth <= most; depth++)
        {
            foreach (int rows in new[] { 4, tile.Height(8), tile.Rows })
            {
                T[] a = GemmTests.Numbers<T>(((depth + 1) * rows) + 1, 4), b = GemmTests.Numbers<T>(((depth + 1) * bStep) + 1, 5), before = GemmTests.Numbers<T>((rows * stride) + 1, 6);
                T special = specials[depth % specials.Length];
                (a[1 + (depth / 2 * rows) + 2], b[1 + (depth / 3 * bStep) + 1], before[1 + stride]) = (special, special, special);
                T[] expected = [.. before];
                for (int i = 0; i < rows; i++)
                {
                    for (int j = 0; j < tile.Columns; j++)
                    {
                        for (int p = 0; p < depth; p++)
                            expected[1 + (i * stride) + j] = T.FusedMultiplyAdd(a[1 + (p * rows) + i], b[1 + (p * bStep) + j], expected[1 + (i * stride) + j]);
                    }
                }
                fixed (T* pa = a, pb = b, pc = before)
                    tile.Run(rows, depth, pa + 1, 1, rows, pb + 1, bStep, pc + 1, stride, fresh: false);
                Assert.Equal(expected, before);
            }
        }
    }

    private static void Panels<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        const int gap = 3;
        foreach (int width in new[] { 2, 6, 8, 12, 16, 32 })
        {
            foreach (int depth in new[] { 0, 1, 7, 8, 9, 17, 40 })
            {
                for (int count = 1; count <= (2 * width) + 1; count++)
                {
                    int panels = (count + width - 1) / width;
                    foreach (bool transposed in new[] { false, true })
                    {
                        // Lines along the depth where transposed, lines along the columns otherwise.
                        int stride = (transposed ? depth : count) + gap;
                        T[] source = GemmTests.Numbers<T>(((transposed ? count : depth) * stride) + 1, 7), found = new T[panels * width * depth];
                        Array.Fill(found, T.NaN);
                        fixed (T* from = source, to = found)
                            GemmPacking.Columns(new Operand<T>(from + 1, stride, transposed), depth, count, width, to);
                        for (int at = 0; at < found.Length; at++)
                        {
                            int panel = at / (width * depth), p = at / width % depth, column = (panel * width) + (at % width);
                            T expected = column >= count ? T.Zero : source[1 + (transposed ? (column * stride) + p : (p * stride) + column)];
                            if (expected != found[at])
                                Assert.Fail(FormattableString.Invariant($"Column {column} of {count} at step {p} of {depth}, width {width}: {found[at]}, not {expected}."));
                        }
                    }
                }
            }
        }
    }

    private static void Check<T>(VectorPath path, int depth)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        const int gap = 3;
        GemmTile<T> tile = GemmTile<T>.For(path);
        for (int count = 1; count <= tile.Rows; count++)
        {
            int rows = tile.Height(count), columns = tile.Columns, stride = columns + gap, bStep = columns + 2;
            Assert.InRange(rows, count, tile.Rows);
            T[] a = GemmTests.Numbers<T>((depth + 2) * (rows + 1), 1), b = GemmTests.Numbers<T>((depth + 1) * bStep, 2), before = GemmTests.Numbers<T>(rows * stride, 3);
            foreach ((bool fresh, int aRow, int aStep) in new[] { (false, 1, rows + 1), (true, 1, rows + 1), (false, depth + 2, 1), (true, depth + 2, 1) })
            {
                T[] expected = [.. before], found = [.. before];
                for (int i = 0; i < rows; i++)
                {
                    for (int j = 0; j < columns; j++)
                    {
                        ref T entry = ref expected[(i * stride) + j];
                        entry = fresh ? T.Zero : entry;
                        for (int p = 0; p < depth; p++)
                            entry = T.FusedMultiplyAdd(a[(p * aStep) + (i * aRow)], b[(p * bStep) + j], entry);
                    }
                }
                fixed (T* pa = a, pb = b, pc = found)
                    tile.Run(rows, depth, pa, aRow, aStep, pb, bStep, pc, stride, fresh);
                Assert.Equal(expected, found);
            }
        }
    }
}
